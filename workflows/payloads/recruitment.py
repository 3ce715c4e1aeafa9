"""What travels between a recruitment, its applications and their activities."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflows.payloads.codes import Ending, LetterKind, Phase, StepCode


@dataclass(frozen=True)
class At:
    """A process (or something in it) and the instant it goes by."""

    process: UUID
    at: datetime
    about: UUID | None = None

    @property
    def subject(self) -> UUID:
        """What in the process it is; ValueError where nobody said."""
        if self.about is None:
            raise ValueError("nothing in the process was named")
        return self.about


@dataclass(frozen=True)
class EnterPhase:
    """Writes where a case is."""

    process: UUID
    phase: Phase
    at: datetime


@dataclass(frozen=True)
class Outstanding:
    """What nobody has looked into since the need was last changed in what matters."""

    discussion: bool
    preference: bool
    told: int
    """The number of the last fact that this takes into account for sure."""


@dataclass(frozen=True)
class AdvertTimes:
    """The advert of the case in its present round, and when it opens and closes."""

    advert: UUID
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class FreezeList:
    """Asks for the public applicant list of one deadline."""

    process: UUID
    deadline: datetime
    at: datetime


@dataclass(frozen=True)
class Frozen:
    """Whether the list could be frozen; not while a request to be left off is unsettled."""

    frozen: bool


@dataclass(frozen=True)
class People:
    """Some people, by id."""

    people: list[UUID]


@dataclass(frozen=True)
class ScoresOpened:
    """Whether the marks were opened."""

    opened: bool


@dataclass(frozen=True)
class NextOffer:
    """Whom the next offer goes to, or nobody, as far as the facts up to number `told` say."""

    application: UUID | None
    told: int


@dataclass(frozen=True)
class Gate:
    """A check before the first day, and the step in which somebody sees to it."""

    check: UUID
    step: StepCode


@dataclass(frozen=True)
class Gates:
    """The checks of one accepted offer, and who accepted it."""

    gates: list[Gate]
    candidate: UUID


@dataclass(frozen=True)
class Conclude:
    """Asks for every candidate's final answer, or for the case to be closed."""

    process: UUID
    ending: Ending
    at: datetime


@dataclass(frozen=True)
class FinalAnswer:
    """The last letter of an application; none where the last one has been sent already."""

    candidate: UUID
    letter: LetterKind | None
    listed: bool
    """Whether a public list that the applicant may have to be left off is owed."""


@dataclass(frozen=True)
class Exemption:
    """Where a request to be left off the public list stands."""

    asked: bool
    decided: bool = False
    withdraw_by: datetime | None = None


@dataclass(frozen=True)
class Candidate:
    """Who applied, for which case, and by when an answer was promised."""

    person: UUID
    recruitment: UUID
    answer_by: datetime


@dataclass(frozen=True)
class Promise:
    """Whether the promised day of an answer has passed, and when the next one does."""

    passed: bool
    answer_by: datetime


@dataclass(frozen=True)
class Referee:
    """Who is asked for a reference."""

    person: UUID


@dataclass(frozen=True)
class AbsenceDays:
    """From when until when a deputy acts."""

    deputy: UUID
    starts_at: datetime
    ends_at: datetime
    active: bool


@dataclass(frozen=True)
class Handed:
    """The tasks a deputy has on the authority of somebody absent."""

    tasks: list[UUID]


@dataclass(frozen=True)
class FirstDay:
    """When a newcomer is received."""

    at: datetime
