"""What travels about one wait for one person."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind, Told


class Otherwise(StrEnum):
    """What happens when nobody, the deputy and the superior included, has answered."""

    STOP = "stop"
    """It stands on the operations list until somebody acts."""
    DEFAULT = "default"
    """The recorded default of the step is taken, and said to have been taken."""


class Moment(StrEnum):
    """What happens next to a task that nobody has answered."""

    REMIND = "remind"
    ESCALATE = "escalate"
    LAPSE = "lapse"


@dataclass(frozen=True)
class OpenTask:
    """Asks for a task to be made for whoever is `relation` to the process."""

    kind: ProcessKind
    process: UUID
    step: StepCode
    about: UUID | None
    occurrence: int
    relation: Relation
    days: int
    """Working days until it is due."""
    otherwise: Otherwise
    outsider: bool
    """Candidates and referees have no superior to go to."""
    at: datetime
    ended_by: list[Fact] = field(default_factory=list[Fact])
    """The facts that answer it: about the same thing, where the step is about something."""
    heard: int = 0
    """All facts up to this number have been heard. One of a higher number answers in advance."""


@dataclass(frozen=True)
class Due:
    """An instant at which an unanswered task moves on."""

    at: datetime
    moment: Moment


@dataclass(frozen=True)
class OpenedTask:
    """The task, who has it, and what happens to it when.

    All instants are settled here, so that a changed calendar never changes a running case.
    """

    task: UUID
    assignee: UUID | None
    dues: list[Due]
    stopped: bool = False
    """Nobody is in that relation; the task already waits on the operations list."""
    deputy: bool = False
    """A deputy has it, on the authority of somebody absent."""


@dataclass(frozen=True)
class MoveTask:
    """Asks for a task to move on, unless it was answered by now."""

    task: UUID
    moment: Moment
    at: datetime


@dataclass(frozen=True)
class MovedTask:
    """What came of it, and who is to be told."""

    assignee: UUID | None = None
    answered: bool = False
    """Somebody had answered in time; the fact is on its way."""
    default: Told | None = None
    """Nobody had, and the step took its recorded default."""
    dues: list[Due] | None = None
    """What comes next for whoever has it now; None: what was to come still is."""


@dataclass(frozen=True)
class DropTask:
    """The process goes on without an answer (cancelled, withdrawn, voided)."""

    process: UUID
    step: StepCode | None
    about: UUID | None
    at: datetime
