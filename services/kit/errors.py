"""The one tree of errors: a status, a stable code and a message in the user's language.

Raise these from services; a single handler (`services/kit/problems.py`) turns them into
problem bodies (RFC 9457). A message is a Babel msgid; `values` fill its placeholders.
"""

from typing import Any, ClassVar, Self


class StafettError(Exception):
    """Anything the user is told. Subclasses say with which HTTP status."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, message: str, /, **values: Any) -> None:
        super().__init__(code)
        self.fields: dict[str, str] = {}
        self.code = code
        self.message = message
        self.values = values


class Invalid(StafettError):
    """422: what was sent cannot be taken, and `fields` says what to mend where."""

    status = 422

    def __init__(
        self, code: str, message: str, /, fields: dict[str, str] | None = None, **values: Any
    ) -> None:
        super().__init__(code, message, **values)
        self.fields = fields or {}


class Unauthenticated(StafettError):
    """401: nobody is signed in."""

    status = 401

    def __init__(self) -> None:
        super().__init__("not_signed_in", "Sign in first.")


class Forbidden(StafettError):
    """403: signed in, may see the thing, but may not do this with it."""

    status = 403


class NotFound(StafettError):
    """404: not there, or not for this person's eyes; the two look the same."""

    status = 404

    def __init__(self, code: str = "not_found", message: str = "There is nothing here.") -> None:
        super().__init__(code, message)


class Conflict(StafettError):
    """409: the thing stands elsewhere than this needs."""

    status = 409


class Gone(StafettError):
    """410: it was possible, and is over."""

    status = 410


class Stale(StafettError):
    """412: somebody else changed it since it was read."""

    status = 412

    def __init__(self) -> None:
        super().__init__(
            "changed_meanwhile", "Somebody else has changed this. Read it again, then change it."
        )


class Untaken(StafettError):
    """A file or request that is not taken as it is."""

    def at(self, field: str) -> Self:
        """The same, saying which of several files."""
        self.fields = {field: self.message}
        return self


class TooLarge(Untaken):
    """413: more than is taken."""

    status = 413


class WrongType(Untaken):
    """415: not of the types taken, or not of the type it says."""

    status = 415


class VersionUnsaid(StafettError):
    """428: which version is changed has to be said, so that nobody overwrites another unseen."""

    status = 428

    def __init__(self) -> None:
        super().__init__("if_match_missing", "Say in If-Match which version you have changed.")


class TooMany(StafettError):
    """429: asked too often; `retry_after` seconds until it helps to try again."""

    status = 429

    def __init__(self, code: str, message: str, /, retry_after: int, **values: Any) -> None:
        super().__init__(code, message, **values)
        self.retry_after = retry_after


class Unavailable(StafettError):
    """503: not done, nothing changed, try again."""

    status = 503
