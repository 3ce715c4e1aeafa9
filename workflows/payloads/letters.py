"""A letter to be sent, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workflows.payloads.codes import LetterKind


class MessageState(StrEnum):
    """How far a message has come; `failed` waits for a person on the operations list."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class SendLetter:
    """Asks for one letter; all but `at` is its business key, so asking twice sends it once."""

    kind: LetterKind
    process: UUID
    about: UUID | None
    to: UUID
    occurrence: int
    at: datetime


@dataclass(frozen=True)
class LetterSent:
    """What became of it. Still queued with `held_until`: ask again at that instant."""

    message: UUID
    state: MessageState
    held_until: datetime | None = None
