"""How another system can fail us: for good, or so that trying again helps."""

from datetime import timedelta
from typing import ClassVar


class IntegrationError(Exception):
    """Another system did not do what it was asked.

    Its words are never repeated here, because they may name people: only which system, and a code.
    """

    retryable: ClassVar[bool]

    def __init__(self, system: str, code: str) -> None:
        super().__init__(f"{system}: {code}")
        self.system = system
        self.code = code


class FinalError(IntegrationError):
    """Trying the same again cannot help: refused, not found, not permitted, not understood."""

    retryable = False


class RetryableError(IntegrationError):
    """Trying again later can help; `after` is how long the other system asks us to wait."""

    retryable = True

    def __init__(self, system: str, code: str, after: timedelta | None = None) -> None:
        super().__init__(system, code)
        self.after = after
