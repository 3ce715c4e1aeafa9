"""What is missing from a nomination, and what it holds up."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from services.recruitment.nomination.completeness import (
    MESSAGES,
    Blocks,
    Code,
    Draft,
    Entry,
    References,
    blocking,
    missing,
)
from services.recruitment.nomination.rules import Ranked

A, B, C = (uuid4() for _ in range(3))
LEADER, EXPERT, UNION = (uuid4() for _ in range(3))
ENOUGH = References(received=2, recent_leader=True)


def ranked(application: UUID, total: str, *tied: UUID) -> Ranked:
    return Ranked(application, Decimal(total), 1, tied_with=tied)


COMPLETE = Draft(
    entries=(Entry(A, 1, "Strongest."), Entry(B, 2, "Next."), Entry(C, 3, "Third.")),
    ranking=(ranked(A, "4.5"), ranked(B, "4.0"), ranked(C, "3.5")),
    places=3,
    author=LEADER,
    must_declare=frozenset({LEADER, EXPERT}),
    should_declare=frozenset({UNION}),
    declared=frozenset({LEADER, EXPERT, UNION}),
    conflicts=frozenset(),
    scores_opened_at=datetime(2026, 12, 1, tzinfo=UTC),
    preference_checked=True,
    remarked=True,
    references={A: ENOUGH, B: ENOUGH, C: ENOUGH},
)


def codes(draft: Draft) -> list[tuple[Code, Blocks]]:
    return [(one.code, one.blocks) for one in missing(draft)]


def test_nothing_is_missing() -> None:
    assert codes(COMPLETE) == []


def test_whoever_judges_has_declared() -> None:
    found = missing(replace(COMPLETE, declared=frozenset({LEADER})))
    assert {(one.person, one.blocks) for one in found} == {
        (EXPERT, Blocks.SUBMISSION),
        (UNION, Blocks.NOTHING),
    }


def test_sealed_scores_and_missing_marks_block() -> None:
    assert (Code.SCORES_SEALED, Blocks.SUBMISSION) in codes(
        replace(COMPLETE, scores_opened_at=None)
    )
    without = Ranked(C, None, None, missing=("digital",))
    (one,) = missing(replace(COMPLETE, ranking=(*COMPLETE.ranking[:2], without)))
    assert (one.code, one.application, one.criterion) == (Code.CRITERION_WITHOUT_MARK, C, "digital")


def test_two_references_are_needed_and_a_leader_is_better() -> None:
    draft = replace(COMPLETE, references={A: ENOUGH, B: References(received=2)})
    assert codes(draft) == [
        (Code.RECENT_LEADER_WANTING, Blocks.NOTHING),
        (Code.REFERENCES_WANTING, Blocks.SUBMISSION),
        (Code.RECENT_LEADER_WANTING, Blocks.NOTHING),
    ]


def test_every_place_needs_a_reason_and_says_which() -> None:
    tied = (ranked(A, "4.5", B), ranked(B, "4.5", A), ranked(C, "3.5"))
    blank = tuple(replace(entry, reason=" ") for entry in COMPLETE.entries)
    assert [code for code, _ in codes(replace(COMPLETE, entries=blank, ranking=tied))] == [
        Code.TIE_REASON_WANTING,
        Code.TIE_REASON_WANTING,
        Code.REASON_WANTING,
    ]


def test_leaving_the_order_of_the_formula_needs_a_reason() -> None:
    entries = (Entry(C, 1, ""), Entry(A, 2, "Next."))
    found = missing(replace(COMPLETE, entries=entries))
    assert [(one.code, one.application) for one in blocking(found, Blocks.SUBMISSION)] == [
        (Code.ORDER_REASON_WANTING, C)
    ]
    assert Code.FEW_ENTRIES in {one.code for one in blocking(found, Blocks.NOTHING)}


def test_who_withdrew_cannot_stay_nominated() -> None:
    draft = replace(COMPLETE, ranking=COMPLETE.ranking[:2])
    assert codes(draft) == [(Code.NO_LONGER_NOMINABLE, Blocks.SUBMISSION)]


def test_remark_is_awaited_by_the_decision_only() -> None:
    found = missing(replace(COMPLETE, remarked=False))
    assert blocking(found, Blocks.SUBMISSION) == []
    assert [one.code for one in blocking(found, Blocks.DECISION)] == [Code.UNION_REMARK_WANTING]


def test_author_with_a_conflict_is_pointed_out() -> None:
    draft = replace(COMPLETE, conflicts=frozenset({(LEADER, C)}))
    assert codes(draft) == [(Code.AUTHOR_CONFLICTED, Blocks.SUBMISSION)]


def test_nobody_nominated_and_preference_unchecked() -> None:
    draft = replace(COMPLETE, entries=(), preference_checked=False)
    assert [code for code, _ in codes(draft)] == [Code.PREFERENCE_UNCHECKED, Code.NO_ENTRIES]


def test_every_code_has_its_words() -> None:
    assert MESSAGES.keys() == set(Code)
