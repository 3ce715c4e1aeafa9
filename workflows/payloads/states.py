"""What a process remembers of itself from one run to the next; all a fresh one has is its id."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from workflows.payloads.codes import Ending, Phase, StepCode
from workflows.payloads.letters import SendLetter
from workflows.payloads.processes import Heard, ProcessKind, Told


@dataclass
class Asked:
    """How many times a step was opened about one thing."""

    step: StepCode
    about: UUID | None
    times: int = 0


@dataclass
class ProcessState:
    """What every process remembers."""

    process: UUID
    heard: Heard = field(default_factory=lambda: Heard(up_to=0, beyond=[]))
    facts: list[Told] = field(default_factory=list[Told])
    """Told, and not yet acted on."""
    early: list[Told] = field(default_factory=list[Told])
    """Told before something that came about earlier."""
    asked: list[Asked] = field(default_factory=list[Asked])
    posted: list[SendLetter] = field(default_factory=list[SendLetter])
    """Letters on their way, for which the process does not stand still."""


@dataclass
class RecruitmentState(ProcessState):
    """Where a recruitment is."""

    phase: Phase = Phase.JOB_ANALYSIS
    lists_due: list[datetime] = field(default_factory=list[datetime])
    """Published deadlines whose public applicant list is not frozen yet."""
    offer: UUID | None = None
    """The accepted offer."""
    ending: Ending | None = None


@dataclass
class ApplicationState(ProcessState):
    """Where an application is."""


@dataclass
class AbsenceState(ProcessState):
    """Where an absence is."""


@dataclass
class OnboardingState(ProcessState):
    """Where an onboarding is."""


STATES: dict[ProcessKind, type[ProcessState]] = {
    ProcessKind.RECRUITMENT: RecruitmentState,
    ProcessKind.APPLICATION: ApplicationState,
    ProcessKind.ABSENCE: AbsenceState,
    ProcessKind.ONBOARDING: OnboardingState,
}


def fresh_state(kind: ProcessKind, process: UUID) -> ProcessState:
    """The state a process of this kind begins with."""
    return STATES[kind](process=process)
