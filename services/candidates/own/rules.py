"""What a candidate is told of an application, and by when, decided without a database.

Nothing is told before it is decided and answered: whether somebody is qualified, or where they
are ranked, is not a status of theirs.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.kit.clock import OSLO
from services.kit.workdays import Workdays
from workflows.payloads.codes import Phase

INTERVIEWS_DAYS = 15
"""Working days after the deadline until interviews are held."""
ANSWER_DAYS = 28
"""Working days after the deadline until everybody has an answer: nomination within 20, an offer
answered within 5, everybody told within 3."""


class Stage(StrEnum):
    """The four steps of the track a candidate sees."""

    RECEIVED = "received"
    ASSESSED = "assessed"
    INTERVIEW = "interview"
    DECISION = "decision"


class Status(StrEnum):
    """Where an application stands, as its candidate may know it."""

    RECEIVED = "received"
    ASSESSED = "assessed"
    INTERVIEW = "interview"
    INTERVIEWED = "interviewed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    HIRED = "hired"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


TEXTS: dict[Status, str] = {
    Status.RECEIVED: "We have received your application.",
    Status.ASSESSED: "Your application is being assessed.",
    Status.INTERVIEW: "You are invited to an interview.",
    Status.INTERVIEWED: "The interviews are held, and the decision is being prepared.",
    Status.OFFERED: "You have been offered the post.",
    Status.ACCEPTED: "You have accepted the post.",
    Status.HIRED: "The post is yours.",
    Status.DECLINED: "You have declined the post.",
    Status.LAPSED: "The offer lapsed, because no answer came in time.",
    Status.WITHDRAWN: "You have withdrawn your application.",
    Status.ENDED: "You have had your answer: somebody else got the post, or nobody did.",
}
STAGES: dict[Status, Stage] = {
    Status.RECEIVED: Stage.RECEIVED,
    Status.ASSESSED: Stage.ASSESSED,
    Status.INTERVIEW: Stage.INTERVIEW,
    Status.INTERVIEWED: Stage.DECISION,
}
"""The others are decided."""

CLOSES = "The deadline is {at}. Until then you can correct your application."
HEARS = "Whoever is invited to an interview hears by {interviews_by}; you have an answer by {at}."
LATE = "This takes longer than we said. You will still have an answer."
MEET = "Your interview begins {at}."
DECIDED_BY = "You have an answer by {at}."
ANSWER_OFFER = "Answer the offer by {at}."
CHECKS = "We make the last checks and send you the contract."
LETTER = "A letter confirms it."
NOTHING = "Nothing more happens. You can erase what you sent us."
MSGIDS = frozenset(
    {*TEXTS.values(), CLOSES, HEARS, LATE, MEET, DECIDED_BY, ANSWER_OFFER, CHECKS, LETTER, NOTHING}
)
"""Every message of this module, for the test of the catalogues."""


@dataclass(frozen=True)
class Known:
    """What is known of an application."""

    state: str
    phase: str
    closes_at: datetime
    answered: bool
    interview_at: datetime | None = None
    """When the interview that stands begins."""
    offer_state: str | None = None
    answer_offer_by: datetime | None = None


@dataclass(frozen=True)
class Next:
    """What happens next, as a msgid, and when."""

    text: str
    at: datetime | None = None
    interviews_by: date | None = None


@dataclass(frozen=True)
class Told:
    """Where an application stands and what happens next."""

    status: Status
    stage: Stage
    next: Next


def answer_by(closes_at: datetime, workdays: Workdays) -> date:
    """The promised date of the answer."""
    return _day(workdays.add(closes_at, ANSWER_DAYS))


def tell(known: Known, at: datetime, workdays: Workdays) -> Told:
    """What the candidate is told at an instant."""
    status = _status(known, at)
    return Told(status, STAGES.get(status, Stage.DECISION), _next(status, known, at, workdays))


def _status(known: Known, at: datetime) -> Status:
    match known.state:
        case "withdrawn" | "declined" | "lapsed" | "hired":
            return Status(known.state)
        case "rejected" if known.answered:
            return Status.ENDED
        case "offered":
            accepted = known.offer_state == "accepted"
            return Status.ACCEPTED if accepted else Status.OFFERED
        case "interview" if known.interview_at and known.interview_at > at:
            return Status.INTERVIEW
        case "interview" | "ranked" | "rejected" if known.interview_at:
            return Status.INTERVIEWED
        case _:
            early = known.phase == Phase.ADVERTISED or at <= known.closes_at
            return Status.RECEIVED if early else Status.ASSESSED


def _next(status: Status, known: Known, at: datetime, workdays: Workdays) -> Next:
    promised = workdays.add(known.closes_at, ANSWER_DAYS)
    match status:
        case Status.RECEIVED if at <= known.closes_at:
            return Next(CLOSES, known.closes_at)
        case Status.INTERVIEW:
            return Next(MEET, known.interview_at)
        case Status.OFFERED:
            return Next(ANSWER_OFFER, known.answer_offer_by)
        case Status.ACCEPTED | Status.HIRED:
            return Next(CHECKS if status is Status.ACCEPTED else NOTHING)
        case Status.WITHDRAWN | Status.DECLINED | Status.LAPSED | Status.ENDED:
            return Next(NOTHING if known.answered else LETTER)
        case _ if at > promised:
            return Next(LATE)
        case Status.INTERVIEWED:
            return Next(DECIDED_BY, promised)
        case _:
            interviews_by = workdays.add(known.closes_at, INTERVIEWS_DAYS)
            if at > interviews_by:
                return Next(DECIDED_BY, promised)
            return Next(HEARS, promised, _day(interviews_by))


def _day(instant: datetime) -> date:
    return instant.astimezone(OSLO).date()
