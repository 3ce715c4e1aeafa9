"""Who must declare conflicts of interest, and what a declaration opens and closes."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.kit.errors import Forbidden
from workflows.payloads.codes import Relation

READERS = (
    Relation.HIRING_MANAGER,
    Relation.HR_ADVISER,
    Relation.ASSESSOR,
    Relation.EXPERT,
    Relation.UNION_REPRESENTATIVE,
    Relation.APPROVER,
)
"""The parts that come to see applicants; none of them sees any before declaring."""
LEADING = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
"""Who leads the selection: the nearest leader, helped by HR, who also steps in for a leader with a
conflict of interest."""


@dataclass(frozen=True)
class Sight:
    """What one person may see of the applicants of a case."""

    declared_at: datetime | None
    conflicted: frozenset[UUID] = field(default_factory=frozenset[UUID])
    """The applications there is a declared conflict with."""
    whole_case: bool = False
    """True: one conflict closes the whole case."""
    applied: bool = False
    """Who has applied for the post is out of the case, whatever the scope of conflicts."""

    @property
    def shut_out(self) -> bool:
        """Whether nothing of the case may be seen any more."""
        return self.applied or (self.whole_case and bool(self.conflicted))

    def sees(self, application_id: UUID, deadline: datetime | None) -> bool:
        """Whether an application may be seen.

        Its name stood on the list that was declared from, and there is no conflict with it.
        """
        return (
            self.declared_at is not None
            and deadline is not None
            and deadline <= self.declared_at
            and application_id not in self.conflicted
            and not self.shut_out
        )

    def covers(self, passed: datetime | None) -> bool:
        """Whether the declaration is from the last list of names, that of the deadline `passed`."""
        return self.declared_at is not None and (passed is None or passed <= self.declared_at)


def undeclared() -> Forbidden:
    """The refusal to whoever has not declared from the last list of names."""
    return Forbidden(
        "conflicts_undeclared",
        "Read the list of names and declare conflicts of interest before you see applicants.",
    )


def out_of_case() -> Forbidden:
    """The refusal to whoever is out of the whole case."""
    return Forbidden("conflicted", "You have a conflict of interest and are out of this case.")


def with_applicant() -> Forbidden:
    """The refusal where a conflict of interest with one applicant stands in the way."""
    return Forbidden(
        "conflicted_with_applicant",
        "A conflict of interest with this applicant has been declared.",
    )
