"""What the owner of a letter hands over, so that it can be written."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links import LinkKind
from workflows.payloads.letters import SendLetter


class CalendarMethod(StrEnum):
    """What a calendar part asks of the calendar it arrives in (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Calendar:
    """The calendar part of a letter; the letter's subject is the summary of the event."""

    method: CalendarMethod
    uid: UUID
    """The id of the interview; the same in the invitation, every change and the cancellation."""
    sequence: int
    starts_at: datetime
    minutes: int
    place: str


@dataclass(frozen=True)
class LinkFor:
    """A link to be made for the receiver: it locates the thing and opens nothing."""

    kind: LinkKind
    about: UUID
    expires_at: datetime


@dataclass(frozen=True)
class LetterContext:
    """Everything a letter tells. `values` is the TypedDict of its kind in `values.py`.

    Texts among the values may be a `Words` in both languages; the receiver's is taken. The
    receiver's name, the employer's name and the link are added here, not by the owner.
    """

    person_id: UUID
    values: Mapping[str, object]
    language: str | None = None
    """The language to write in, where the receiver has chosen one; else the person's own."""
    calendar: Calendar | None = None
    link: LinkFor | None = None
    unit_id: UUID | None = None
    """The unit whose HR may see the letter in the log; without one, the HR of the trust."""
    hold_until: datetime | None = None
    """Not before this instant; until then it can be called back."""


ContextBuilder = Callable[[AsyncSession, SendLetter], Awaitable[LetterContext]]
"""How the owner of a kind of letter looks up what it tells."""
