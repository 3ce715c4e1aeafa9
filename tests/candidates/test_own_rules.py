"""What a candidate is told, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.candidates.own import rules
from services.candidates.own.rules import Known, Stage, Status, answer_by, tell
from services.kit.workdays import Workdays

CLOSES = datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC)
DAYS = Workdays()


def known(state: str = "received", phase: str = "screening", **more: Any) -> Known:
    fields: dict[str, Any] = {"closes_at": CLOSES, "answered": False} | more
    return Known(state=state, phase=phase, **fields)


def after(days: int) -> datetime:
    return CLOSES + timedelta(days=days)


@pytest.mark.parametrize(
    ("case", "days", "status", "stage", "following"),
    [
        (known(phase="advertised"), -3, Status.RECEIVED, Stage.RECEIVED, rules.CLOSES),
        (known(), 2, Status.ASSESSED, Stage.ASSESSED, rules.HEARS),
        (known("qualified"), 2, Status.ASSESSED, Stage.ASSESSED, rules.HEARS),
        (known("unqualified"), 2, Status.ASSESSED, Stage.ASSESSED, rules.HEARS),
        (known("unqualified"), 30, Status.ASSESSED, Stage.ASSESSED, rules.DECIDED_BY),
        (known("unqualified"), 90, Status.ASSESSED, Stage.ASSESSED, rules.LATE),
        (known("interview"), 5, Status.ASSESSED, Stage.ASSESSED, rules.HEARS),
        (
            known("interview", "interviews", interview_at=after(9)),
            5,
            Status.INTERVIEW,
            Stage.INTERVIEW,
            rules.MEET,
        ),
        (
            known("interview", "interviews", interview_at=after(4)),
            5,
            Status.INTERVIEWED,
            Stage.DECISION,
            rules.DECIDED_BY,
        ),
        (
            known("ranked", "nomination", interview_at=after(4)),
            90,
            Status.INTERVIEWED,
            Stage.DECISION,
            rules.LATE,
        ),
        (
            known("offered", "offer", offer_state="sent", answer_offer_by=after(20)),
            15,
            Status.OFFERED,
            Stage.DECISION,
            rules.ANSWER_OFFER,
        ),
        (
            known("offered", "checks", offer_state="accepted"),
            15,
            Status.ACCEPTED,
            Stage.DECISION,
            rules.CHECKS,
        ),
        (known("hired", "closed", answered=True), 40, Status.HIRED, Stage.DECISION, rules.NOTHING),
        (known("rejected", "closing"), 40, Status.ASSESSED, Stage.ASSESSED, rules.DECIDED_BY),
        (
            known("rejected", "closing", answered=True),
            40,
            Status.ENDED,
            Stage.DECISION,
            rules.NOTHING,
        ),
        (known("withdrawn"), 1, Status.WITHDRAWN, Stage.DECISION, rules.LETTER),
        (known("lapsed", answered=True), 1, Status.LAPSED, Stage.DECISION, rules.NOTHING),
        (known("declined", answered=True), 1, Status.DECLINED, Stage.DECISION, rules.NOTHING),
    ],
)
def test_the_status_and_what_comes_next(
    case: Known, days: int, status: Status, stage: Stage, following: str
) -> None:
    told = tell(case, after(days), DAYS)
    assert (told.status, told.stage, told.next.text) == (status, stage, following)


def test_nobody_learns_from_the_status_how_they_were_judged() -> None:
    at = after(3)
    states = ("received", "qualified", "unqualified", "rejected")
    assert len({tell(known(state), at, DAYS) for state in states}) == 1


def test_the_promise_counts_working_days_and_holidays() -> None:
    promised = answer_by(CLOSES, DAYS)
    # Christmas Eve, two days of Christmas and New Year's Day are no working days.
    assert promised.isoformat() == "2027-01-13"
    closed = Workdays(frozenset({datetime(2026, 12, 2, tzinfo=UTC).date()}))
    assert answer_by(CLOSES, closed).isoformat() == "2027-01-14"
