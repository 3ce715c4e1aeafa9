"""The formula: exact, blind to order, and right on the shared cases."""

import os
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid5

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.recruitment.nomination.rules import Marks, half_up, rank

SHARED = Path(os.environ.get("STAFETT_SHARED", "../shared")) / "cases"
NAMES = UUID("5b1c0b1e-6a0c-4a7e-9d0a-0d6f6ad6a1a4")
WEIGHTS = {"ct": 50, "contact": 30, "improvement": 20}


def key(name: str) -> UUID:
    return uuid5(NAMES, name)


def marks(given: dict[str, dict[str, dict[str, int]]]) -> Marks:
    """Applicants and assessors by name."""
    return {
        key(applicant): {key(assessor): sheet for assessor, sheet in sheets.items()}
        for applicant, sheets in given.items()
    }


def sheet(*given: int) -> dict[str, int]:
    return dict(zip(WEIGHTS, given, strict=True))


def test_total_is_the_weighted_mean() -> None:
    given = marks({"a": {"x": sheet(4, 4, 3), "y": sheet(5, 4, 3), "z": sheet(4, 4, 4)}})
    (one,) = rank(WEIGHTS, given, [], "applicant")
    assert one.total == Decimal("4.0333")
    assert (one.rank, one.missing, one.spread) == (1, (), ())


def test_equal_totals_share_a_rank_and_say_so() -> None:
    given = marks(
        {"a": {"x": sheet(4, 4, 4)}, "b": {"x": sheet(4, 4, 4)}, "c": {"x": sheet(3, 3, 3)}}
    )
    first, second, third = rank(WEIGHTS, given, [], "applicant")
    assert (first.rank, second.rank, third.rank) == (1, 1, 3)
    assert first.tied_with == (second.application,)
    assert second.tied_with == (first.application,)
    assert third.tied_with == ()


def test_a_criterion_without_a_mark_blocks() -> None:
    given = marks({"a": {"x": {"ct": 5, "contact": 5}}, "b": {"x": sheet(1, 1, 1)}, "c": {}})
    ranked = {one.application: one for one in rank(WEIGHTS, given, [], "applicant")}
    assert ranked[key("a")].total is None
    assert ranked[key("a")].rank is None
    assert ranked[key("a")].missing == ("improvement",)
    assert ranked[key("b")].rank == 1
    assert ranked[key("c")].missing == tuple(WEIGHTS)


def test_conflict_takes_out_one_applicant_or_the_whole_case() -> None:
    given = marks(
        {
            "a": {"x": sheet(5, 5, 5), "y": sheet(3, 3, 3)},
            "b": {"x": sheet(5, 5, 5), "y": sheet(3, 3, 3)},
        }
    )
    conflicts = [(key("x"), key("a"))]
    one = {each.application: each.total for each in rank(WEIGHTS, given, conflicts, "applicant")}
    assert one == {key("a"): Decimal("3.0000"), key("b"): Decimal("4.0000")}
    whole = {each.application: each.total for each in rank(WEIGHTS, given, conflicts, "case")}
    assert whole == {key("a"): Decimal("3.0000"), key("b"): Decimal("3.0000")}


def test_two_points_between_raters_are_flagged() -> None:
    given = marks({"a": {"x": sheet(5, 4, 3), "y": sheet(3, 3, 3)}})
    (one,) = rank(WEIGHTS, given, [], "applicant")
    assert one.spread == ("ct",)


def test_rounds_half_up() -> None:
    assert half_up(Fraction(400005, 100000)) == Decimal("4.0001")
    assert half_up(Fraction(4000049, 1000000)) == Decimal("4.0000")


people = st.sampled_from([key(name) for name in "abcdef"])
sheets = st.fixed_dictionaries({name: st.integers(1, 5) for name in WEIGHTS})
panels = st.dictionaries(people, sheets, min_size=1, max_size=6)
fields = st.dictionaries(people, panels, min_size=1, max_size=6)
pairs = st.sets(st.tuples(people, people), max_size=5)
scopes = st.sampled_from(["case", "applicant"])


@given(fields)
def test_totals_lie_between_the_worst_and_the_best_mark(given: Marks) -> None:
    for one in rank(WEIGHTS, given, [], "case"):
        all_marks = [mark for sheet in given[one.application].values() for mark in sheet.values()]
        assert one.total is not None
        assert min(all_marks) <= one.total <= max(all_marks)


@given(fields, pairs, scopes)
def test_order_of_what_comes_in_does_not_matter(
    given: Marks, conflicts: set[tuple[UUID, UUID]], scope: Any
) -> None:
    backwards = {
        application: dict(reversed(list(given[application].items())))
        for application in reversed(list(given))
    }
    assert rank(WEIGHTS, given, conflicts, scope) == rank(
        WEIGHTS, backwards, sorted(conflicts, reverse=True), scope
    )


@given(fields, pairs, scopes)
def test_ranks_follow_totals_and_ties_are_mutual(
    given: Marks, conflicts: set[tuple[UUID, UUID]], scope: Any
) -> None:
    ranked = [one for one in rank(WEIGHTS, given, conflicts, scope) if one.total is not None]
    by_id = {one.application: one for one in ranked}
    for one in ranked:
        better = [
            other for other in ranked if other.total and one.total and other.total > one.total
        ]
        assert one.rank == len(better) + 1
        for other in one.tied_with:
            assert by_id[other].total == one.total
            assert one.application in by_id[other].tied_with


@given(fields, pairs)
def test_marks_of_the_conflicted_never_count(
    given: Marks, conflicts: set[tuple[UUID, UUID]]
) -> None:
    """Whatever a conflicted assessor gives, nothing changes."""
    raised = {
        application: {
            assessor: dict.fromkeys(sheet, 5)
            if (assessor, application) in conflicts
            else dict(sheet)
            for assessor, sheet in panel.items()
        }
        for application, panel in given.items()
    }
    # A spread is of counting marks only, so even the flags stay.
    assert rank(WEIGHTS, given, conflicts, "applicant") == rank(
        WEIGHTS, raised, conflicts, "applicant"
    )


@given(fields, st.integers(2, 9))
def test_weights_count_by_their_shares(given: Marks, times: int) -> None:
    heavier = {name: weight * times for name, weight in WEIGHTS.items()}
    assert rank(WEIGHTS, given, [], "case") == rank(heavier, given, [], "case")


def shared_cases() -> Iterator[Any]:
    found = sorted(SHARED.glob("*.yaml"))
    if not found:
        reason = f"no case files in {SHARED}: set STAFETT_SHARED to where they are"
        yield pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")
    for path in found:
        yield pytest.param(path, id=path.stem)


@pytest.mark.parametrize("path", list(shared_cases()))
def test_shared_case_has_its_totals(path: Path) -> None:
    case = cast("dict[str, Any]", yaml.safe_load(path.read_text()))
    weights = {one["key"]: one["weight"] for one in case["profile"] if one["level"] == "should"}
    assessed = [
        one
        for one in case["applicants"]
        if "ratings" in one and all(one["musts"].values()) and "withdraws" not in one
    ]
    conflicts = [
        (key(assessor), key(one["email"]))
        for one in assessed
        for assessor in one.get("conflicted", [])
    ]
    emails = {key(one["email"]): one["email"] for one in assessed}
    ranked = rank(
        weights,
        marks({one["email"]: one["ratings"] for one in assessed}),
        conflicts,
        case["conflict_scope"],
    )
    expected = case["expected"]["ranking"]
    assert [one.total for one in ranked] == [Decimal(str(one["total"])) for one in expected]
    assert {emails[one.application]: one.total for one in ranked} == {
        one["email"]: Decimal(str(one["total"])) for one in expected
    }
