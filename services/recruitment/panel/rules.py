"""Who assesses whom, who owes marks, and to whom they are shut."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.kit.errors import Forbidden


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


def require_open(opened_at: datetime | None, panel: Panel, readers: Collection[UUID]) -> None:
    """Refuse marks before the opening, and to an assessor who still owes a sheet.

    `readers` are who asks and whoever that person acts for. The one rule for every route that
    tells of marks.
    """
    if opened_at is None:
        raise Forbidden("scores_sealed", "The scores are sealed until the panel has given theirs.")
    if panel.waiting & set(readers):
        raise Forbidden("scores_outstanding", "Hand in your own scores first.")
