"""What a sheet must hold, who owes sheets, and when the sealed marks may be opened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

LOWEST, HIGHEST = 1, 5
QUORUM = 2
"""Complete sets that open the marks when the time is out (domain handbook: two raters at least)."""
DISCUSS_FROM = 2
"""A spread of this many points between raters is to be discussed."""

MARKS_MISSING = "Every criterion needs a mark."
UNKNOWN_CRITERION = "There is no such criterion in the profile."


@dataclass(frozen=True)
class Panel:
    """Who assesses whom, and what has been handed in."""

    assessors: frozenset[UUID]
    """Those who have the part now."""
    applicants: frozenset[UUID]
    """Applications to be assessed: shortlisted, not withdrawn, an interview not called off."""
    sheets: frozenset[tuple[UUID, UUID]]
    """Assessor and application of every sheet handed in."""
    conflicts: frozenset[tuple[UUID, UUID]]
    whole_case: bool
    """True: a conflict with one takes an assessor out of the case."""

    def counts(self, assessor: UUID, application: UUID) -> bool:
        """Whether this assessor may judge this applicant, so that a mark counts."""
        if self.whole_case:
            return all(person != assessor for person, _ in self.conflicts)
        return (assessor, application) not in self.conflicts

    def due_from(self, assessor: UUID) -> frozenset[UUID]:
        """The applicants this assessor judges."""
        return frozenset(each for each in self.applicants if self.counts(assessor, each))

    def outstanding(self, assessor: UUID) -> frozenset[UUID]:
        """The applicants whose sheet this assessor still owes."""
        return frozenset(
            each for each in self.due_from(assessor) if (assessor, each) not in self.sheets
        )

    @property
    def assigned(self) -> frozenset[UUID]:
        """The assessors with anybody to judge."""
        return frozenset(each for each in self.assessors if self.due_from(each))

    @property
    def complete(self) -> frozenset[UUID]:
        """The assessors who have judged everybody they are to judge."""
        return frozenset(each for each in self.assigned if not self.outstanding(each))

    @property
    def waiting(self) -> frozenset[UUID]:
        """The assessors who still owe a sheet."""
        return self.assigned - self.complete


def may_open(complete: int, waiting: int, *, final: bool) -> bool:
    """Whether the marks may be opened.

    When nobody is waited for; at the deadline (`final`) with a quorum of complete sets too.
    Without any assessor who has handed in there is nothing to open.
    """
    if complete and not waiting:
        return True
    return final and complete >= QUORUM


def sheet_faults(
    marked: Collection[str], shoulds: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Criteria that are not of the profile's shoulds, and shoulds without a mark, by field."""
    unknown = {f"marks.{key}": UNKNOWN_CRITERION for key in marked if key not in set(shoulds)}
    missing = {f"marks.{key}": MARKS_MISSING for key in shoulds if key not in set(marked)}
    return unknown, missing


def spread(marks: Iterable[int]) -> int:
    """How far apart the raters are, in points."""
    given = list(marks)
    return max(given) - min(given) if given else 0


def to_discuss(counting: Mapping[str, Collection[int]]) -> list[str]:
    """The criteria on which the raters differ so much that they should talk."""
    return [key for key, marks in counting.items() if spread(marks) >= DISCUSS_FROM]
