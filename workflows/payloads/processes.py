"""What every process hears and answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workflows.payloads.codes import Decided, Fact, Relation


class ProcessKind(StrEnum):
    """The kinds of durable process; also the first half of a workflow id."""

    RECRUITMENT = "recruitment"
    APPLICATION = "application"
    ONBOARDING = "onboarding"
    ABSENCE = "absence"


def workflow_id(kind: ProcessKind, process: UUID) -> str:
    """The id that Temporal shows: a kind and a random number, nothing of a person."""
    return f"{kind}-{process}"


def process_of(workflow: str) -> UUID:
    """The process of such an id."""
    return UUID(workflow.partition("-")[2])


@dataclass(frozen=True)
class Told:
    """A fact the process has not been told before, numbered within the process."""

    number: int
    fact: Fact
    about: UUID | None = None


@dataclass(frozen=True)
class Decide:
    """A decision somebody made; its content lies in the database under `decision`."""

    decision: UUID
    kind: Decided
    part: Relation


@dataclass(frozen=True)
class RecordDecision:
    """Asks for a stored decision to be checked against the facts, and recorded or refused."""

    decision: UUID
    at: datetime


@dataclass(frozen=True)
class Heard:
    """The numbers a process has seen: all up to one, and some beyond it."""

    up_to: int
    beyond: list[int]

    def has(self, number: int) -> bool:
        """Whether this number was seen; a second delivery then does nothing."""
        return number <= self.up_to or number in self.beyond

    def plus(self, number: int) -> "Heard":
        """The same with one more number, closed up where there is no gap."""
        beyond, up_to = {*self.beyond, number}, self.up_to
        while up_to + 1 in beyond:
            up_to += 1
            beyond.discard(up_to)
        return Heard(up_to=up_to, beyond=sorted(beyond))
