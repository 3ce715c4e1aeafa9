"""One action for many cases, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.kit.errors import StafettError
from services.messages.render import Rendered


class Action(StrEnum):
    """What can be done for many cases at once."""

    REMIND = "remind"
    HAND_OVER = "hand_over"
    EXTEND = "extend"


@dataclass(frozen=True)
class Order:
    """What is to be done for each of the chosen cases."""

    action: Action
    to: UUID | None = None
    reason: str = ""
    closes_at: date | datetime | None = None


@dataclass(frozen=True)
class Letter:
    """Who gets a letter, and how it will look."""

    receiver: str
    written: Rendered


@dataclass(frozen=True)
class Foreseen:
    """What an action will do for one case: who gets which letters, or why it is refused."""

    case: UUID
    letters: tuple[Letter, ...] = ()
    refused: StafettError | None = None
