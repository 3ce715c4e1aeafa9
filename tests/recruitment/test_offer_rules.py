"""Terms, probation and checks, without a database."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.recruitment.offer.rules import (
    DEMANDS,
    CheckKind,
    Seen,
    Terms,
    add_months,
    answer_by,
    check_problems,
    probation_problem,
    problems,
    required,
)

TODAY = date(2026, 12, 1)


def terms(**changes: Any) -> Terms:
    return Terms.model_validate(
        {"percentage": 100, "start": date(2027, 3, 1), "pay": 600_000, **changes}
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"percentage": 140},
        {"percentage": 0},
        {"pay": 0},
        {"probation_months": 7},
        {"answer_days": 0},
        {"bonus": 1},
    ],
)
def test_impossible_terms_are_refused(changes: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        terms(**changes)


def test_sound_terms() -> None:
    assert problems(terms(), TODAY) == {}
    temporary = terms(
        position="temporary",
        temporary_basis="Substitute, § 14-9 (2) b",
        ends=date(2028, 2, 29),
    )
    assert problems(temporary, TODAY) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": date(2026, 11, 30)}, "start"),
        ({"position": "temporary", "ends": date(2028, 12, 31)}, "temporary_basis"),
        ({"position": "temporary", "temporary_basis": "b"}, "ends"),
        (
            {"position": "temporary", "temporary_basis": "b", "ends": date(2027, 2, 28)},
            "ends",
        ),
        ({"ends": date(2028, 1, 1)}, "ends"),
    ],
)
def test_terms_that_cannot_be_offered(changes: dict[str, Any], field: str) -> None:
    assert problems(terms(**changes), TODAY).keys() == {field}


def test_temporary_probation_is_at_most_half() -> None:
    """§ 15-6: from 1 March to 31 August is six months, so three of probation and not four."""
    post = {"position": "temporary", "temporary_basis": "b", "ends": date(2027, 8, 31)}
    assert probation_problem(terms(**post, probation_months=3)) is None
    assert probation_problem(terms(**post, probation_months=4))


def test_no_new_probation_in_a_similar_post() -> None:
    post = {"position": "temporary", "temporary_basis": "b", "ends": date(2028, 2, 29)}
    assert probation_problem(terms(**post, served_months=2, probation_months=1))
    assert probation_problem(terms(**post, served_months=2, probation_months=0)) is None
    assert probation_problem(terms(served_months=2, probation_months=4)) is None
    assert probation_problem(terms(served_months=2, probation_months=5))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_months_are_whole(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and add_months(moved, 0) == moved)


def test_answer_is_due_at_the_end_of_a_day_in_oslo() -> None:
    sent = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # 2 December in Oslo
    assert answer_by(sent, 7) == datetime(2026, 12, 9, 22, 59, 59, tzinfo=UTC)


def test_required_checks() -> None:
    nurse = required(hpr_category="SP", police_certificate=True, musts=["authorisation"])
    assert nurse == list(CheckKind)
    clerk = required(hpr_category=None, police_certificate=False, musts=["degree"])
    assert clerk == [CheckKind.IDENTITY, CheckKind.HEALTH]
    assert CheckKind.LANGUAGE in required(
        hpr_category=None, police_certificate=False, musts=["norwegian_b2"]
    )


GOOD: dict[CheckKind, dict[str, Any]] = {
    CheckKind.IDENTITY: {"document": "passport", "expires": "2030-01-01"},
    CheckKind.AUTHORISATION: {"register_number": "9812345"},
    CheckKind.POLICE_CERTIFICATE: {"issued": "2026-09-01"},
    CheckKind.HEALTH: {},
    CheckKind.LANGUAGE: {"level": "B2"},
}


@pytest.mark.parametrize("kind", list(CheckKind))
def test_checks_record_what_was_seen_and_no_more(kind: CheckKind) -> None:
    assert check_problems(kind, Seen.model_validate({"passed": True, **GOOD[kind]}), TODAY) == {}
    wanting = check_problems(kind, Seen(passed=True), TODAY)
    assert wanting.keys() == DEMANDS[kind].must
    everything = Seen.model_validate(
        {"passed": True, **{name: value for good in GOOD.values() for name, value in good.items()}}
    )
    too_much = check_problems(kind, everything, TODAY)
    assert too_much.keys() >= {"level", "document"} - DEMANDS[kind].must
    assert check_problems(kind, Seen(passed=False), TODAY) == {}


def test_old_future_and_expired_papers() -> None:
    police, identity = CheckKind.POLICE_CERTIFICATE, CheckKind.IDENTITY
    old = Seen(passed=True, issued=date(2026, 8, 31))
    assert "issued" in check_problems(police, old, TODAY)
    future = Seen(passed=True, issued=date(2026, 12, 2))
    assert "issued" in check_problems(police, future, TODAY)
    expired = Seen(passed=True, document="passport", expires=date(2026, 11, 30))
    assert "expires" in check_problems(identity, expired, TODAY)
    weak = Seen(passed=True, level="B1")
    assert "level" in check_problems(CheckKind.LANGUAGE, weak, TODAY)
