"""What was typed into a form, and what is to be mended in it: nothing typed is lost by an error."""

from collections.abc import Collection, Iterable
from typing import Any, cast

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from services.kit.errors import Forbidden, Invalid, NotFound, StafettError, Unauthenticated
from services.kit.i18n import Language
from services.kit.mending import to_mend
from services.kit.pages import tokens
from services.kit.problems import said
from services.kit.web import etag, language_of

PASSED_ON = (Forbidden, NotFound, Unauthenticated)
"""Errors that are not about what was typed; they have pages of their own."""


class Form:
    """A form as a page shows it: untouched, or handed in and refused."""

    def __init__(self, language: Language, sent: FormData | None = None) -> None:
        self.language = language
        self._sent = sent
        self.errors: dict[str, str] = {}
        """What to mend, by the name of the field, in the reader's language."""
        self.problem = ""
        """What to mend in the form as a whole."""
        self._refused_by: type[StafettError] | None = None

    @property
    def refused(self) -> bool:
        return bool(self.errors or self.problem)

    def said_by(self, kind: type[StafettError]) -> bool:
        """Whether it was refused with this kind of error."""
        return self._refused_by is kind

    def value(self, name: str, otherwise: object = None) -> str:
        """What a field shows: what was typed, before that what is stored."""
        if self._sent is not None:
            return self.text(name)
        return "" if otherwise is None else str(otherwise)

    def nth(self, name: str, place: int, otherwise: object = None) -> str:
        """The same for one of several fields of a name."""
        if self._sent is None:
            return "" if otherwise is None else str(otherwise)
        return next(iter(self.texts(name)[place : place + 1]), "")

    def chosen(self, name: str, value: str, otherwise: object = None) -> bool:
        """Whether one of several boxes of a name is ticked."""
        if self._sent is not None:
            return value in self.texts(name)
        if isinstance(otherwise, Collection) and not isinstance(otherwise, str):
            return value in {str(one) for one in cast("Collection[object]", otherwise)}
        return value == str(otherwise)

    def text(self, name: str) -> str:
        """A field without the blanks around it; empty where there is none."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Every field of a name."""
        sent = self._sent.getlist(name) if self._sent is not None else []
        return [each.strip().replace("\r\n", "\n") for each in sent if isinstance(each, str)]

    def typed(self) -> list[tuple[str, str]]:
        """Every field with its text, in the order of the form."""
        sent = self._sent.multi_items() if self._sent is not None else []
        return [
            (name, value.strip().replace("\r\n", "\n"))
            for name, value in sent
            if isinstance(value, str)
        ]

    def number(self, name: str) -> int | str | None:
        """A whole number; what is none as it was typed, for the model to refuse."""
        typed = self.text(name)
        return int(typed) if typed.isdecimal() else typed or None

    @property
    def version(self) -> str:
        """The version that was read, as `If-Match` says it; what is none is an old one."""
        return etag(int(typed) if (typed := self.text("version")[:18]).isdecimal() else 0)

    def has(self, name: str) -> bool:
        """Whether a box was ticked or a button pressed."""
        return self._sent is not None and name in self._sent

    def files(self, name: str) -> list[UploadFile]:
        """The files chosen; a browser sends a nameless one where there is none."""
        sent = self._sent.getlist(name) if self._sent is not None else []
        return [each for each in sent if isinstance(each, UploadFile) and each.filename]

    def filled(self, names: Iterable[str]) -> dict[str, Any]:
        """The fields that are not empty, for a model to take."""
        return {name: text for name in names if (text := self.text(name))}

    def filled_as(self, names: dict[str, str]) -> dict[str, str]:
        """The same, where fields have other names in the form: by the name it is to have."""
        return {name: text for name, field in names.items() if (text := self.text(field))}

    def require(self, **asked: str) -> None:
        """Raises Invalid where one of these fields is empty; each says what to do about it."""
        missing = {name: said for name, said in asked.items() if not self.text(name)}
        if missing:
            raise Invalid("incomplete", next(iter(missing.values())), missing)

    def unnest(self, part: str) -> None:
        """Name errors within a part of what was sent as the fields of the form are named."""
        self.errors = {
            name.removeprefix(f"{part}."): message for name, message in self.errors.items()
        }

    def mending(self) -> "Mending":
        """Let what is refused inside be mended in this form, instead of ending the request.

        Put the transaction inside, so that it is rolled back.
        """
        return Mending(self)

    def refuse(self, error: StafettError | ValidationError) -> None:
        """Take up what is to be mended."""
        if isinstance(error, ValidationError):
            found = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
            self.errors |= to_mend(self.language, found)
            return
        told = said(self.language, error)
        self._refused_by = type(error)
        self.errors |= told.fields
        self.problem = "" if told.fields else told.detail


class Mending:
    """See `Form.mending`. A class, so that checkers know that it may go on after a refusal."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Keep what is to be mended; anything else ends the request."""
        if isinstance(error, PASSED_ON) or not isinstance(error, (StafettError, ValidationError)):
            return False
        self._form.refuse(error)
        return True


def untouched(request: Request) -> Form:
    """A form nobody has handed in."""
    return Form(language_of(request))


async def handed_in(request: Request) -> Form:
    """The form of a request; Forbidden unless it was given to this session."""
    sent = await request.form()
    token = sent.get(tokens.FIELD)
    tokens.require(request, token if isinstance(token, str) else None)
    return Form(language_of(request), sent)


async def open_form(request: Request) -> Form:
    """The form of a request that anybody may send, signed in or not."""
    return Form(language_of(request), await request.form())
