"""Ranking by the formula, and what a nomination must hold. Decides nothing: people do.

The formula of a structured interview: the total of an applicant is the sum of weight times the
mean of the counting marks, divided by the sum of the weights, over the should-criteria. It is
exact until it is rounded half up to four decimals at the very end.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal
from uuid import UUID

Scope = Literal["case", "applicant"]
Marks = Mapping[UUID, Mapping[UUID, Mapping[str, int]]]
"""By application, then assessor, then key of the criterion: a mark from 1 to 5."""

DISCUSS_FROM = 2
"""A spread of this many points between raters is to be discussed."""
LEAST_REFERENCES = 2


@dataclass(frozen=True)
class Ranked:
    """What the formula says of one applicant."""

    application: UUID
    total: Decimal | None
    """None when a criterion has no counting mark: an applicant cannot be ranked on a part."""
    rank: int | None
    """From 1; equal totals share a rank and the next rank is left out."""
    tied_with: tuple[UUID, ...] = ()
    missing: tuple[str, ...] = ()
    """Keys of the criteria without a counting mark."""
    spread: tuple[str, ...] = ()
    """Keys of the criteria on which the raters differ by two points or more."""


def rank(
    weights: Mapping[str, int],
    marks: Marks,
    conflicts: Collection[tuple[UUID, UUID]],
    scope: Scope,
) -> list[Ranked]:
    """Rank everybody in `marks`, best first, those who cannot be ranked last.

    `conflicts` are pairs of assessor and application. In the scope `case` a conflicted assessor's
    marks count for nobody, in the scope `applicant` only not for that applicant. Equal totals are
    equal; the id orders them only so that the answer is the same each time.
    """
    assessed = [
        _assess(application, weights, counting_marks(application, given, conflicts, scope))
        for application, given in marks.items()
    ]
    totals = [one.total for one in assessed if one.total is not None]
    ranked = [
        Ranked(
            application=one.application,
            total=one.total,
            rank=1 + sum(other > one.total for other in totals),
            tied_with=tuple(
                sorted(
                    other.application
                    for other in assessed
                    if other.total == one.total and other.application != one.application
                )
            ),
            spread=one.spread,
        )
        if one.total is not None
        else one
        for one in assessed
    ]
    return sorted(ranked, key=lambda one: (one.rank or len(ranked) + 1, one.application))


def counting_marks(
    application: UUID,
    given: Mapping[UUID, Mapping[str, int]],
    conflicts: Collection[tuple[UUID, UUID]],
    scope: Scope,
) -> dict[str, list[int]]:
    """The marks that count for one applicant, by criterion."""
    out = {assessor for assessor, other in conflicts if scope == "case" or other == application}
    counting: dict[str, list[int]] = {}
    for assessor, sheet in given.items():
        if assessor in out:
            continue
        for key, mark in sheet.items():
            counting.setdefault(key, []).append(mark)
    return counting


def _assess(
    application: UUID, weights: Mapping[str, int], counting: Mapping[str, Sequence[int]]
) -> Ranked:
    missing = tuple(key for key in weights if not counting.get(key))
    spread = tuple(
        key
        for key in weights
        if (marks := counting.get(key)) and max(marks) - min(marks) >= DISCUSS_FROM
    )
    whole = sum(weights.values())
    if missing or not whole:
        return Ranked(application, total=None, rank=None, missing=missing, spread=spread)
    exact = sum(
        (
            weight * Fraction(sum(counting[key]), len(counting[key]))
            for key, weight in weights.items()
        ),
        Fraction(),
    )
    return Ranked(application, total=half_up(exact / whole), rank=None, spread=spread)


def half_up(exact: Fraction) -> Decimal:
    """Round a positive fraction half up to four decimals."""
    return Decimal((exact * 10_000 + Fraction(1, 2)).__floor__()).scaleb(-4)
