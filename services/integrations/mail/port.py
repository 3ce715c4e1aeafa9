"""Sending one mail, in our words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """One mail. The same `Mail` is always the same bytes, so a second attempt repeats the first."""

    message_id: str
    """With its angle brackets."""
    letter: str
    """The kind of letter, for the header `X-Stafett-Letter`."""
    address: str
    subject: str
    text: str
    html: str
    date: datetime
    language: str
    reply_to: str | None = None
    calendar: str | None = None
    calendar_method: str | None = None
    unsubscribe: str | None = None
    """Where one press of a button ends such mails (RFC 8058)."""


class MailError(OSError):
    """Not sent. `code` tells why, without the server's words: they may repeat the address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryMailError(MailError):
    """It may help to try again: refused for now, no connection, no answer in time."""


class PermanentMailError(MailError):
    """Trying again cannot help; a person has to look."""


class MailPort(Protocol):
    """Whatever takes mail."""

    async def send(self, mail: Mail) -> None:
        """Hand over one mail; returns when the server has taken it.

        Raises `TemporaryMailError` or `PermanentMailError`. After a temporary error nobody knows
        for certain that it was not taken, so the same mail is sent again, byte for byte.
        """
        ...
