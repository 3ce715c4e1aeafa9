"""Who must declare conflicts of interest, and what a declaration opens and closes."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.selection.order import norwegian
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

WHOLE_CASE = "case"
"""The conflict scope in which one conflict closes the whole case."""


@dataclass(frozen=True)
class Sight:
    """What one person may see of the applicants of a case."""

    declared_at: datetime | None
    conflicted: frozenset[UUID] = field(default_factory=frozenset[UUID])
    """The applications there is a declared conflict with."""
    whole_case: bool = False
    """True: one conflict closes the whole case."""

    @property
    def shut_out(self) -> bool:
        """Whether nothing of the case may be seen any more."""
        return self.whole_case and bool(self.conflicted)

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


def name_key(secret: bytes, recruitment_id: UUID, application_id: UUID) -> UUID:
    """The key of an applicant on the list of names.

    Without the secret it cannot be joined to the application, so nobody can tell which blind
    number a name has. It is the same each time, so that a form may be sent later.
    """
    keyed = hmac.digest(
        secret, b"names" + recruitment_id.bytes + application_id.bytes, hashlib.sha256
    )
    return UUID(bytes=keyed[:16], version=4)


@dataclass(frozen=True)
class Named:
    """An applicant on the list of names."""

    key: UUID
    name: str
    municipality: str | None = None


def names_in_order(named: Iterable[Named]) -> list[Named]:
    """By name; the municipality stays only where two people have the same name."""
    found = list(named)
    same = Counter(norwegian(one.name) for one in found)
    shown = (one if same[norwegian(one.name)] > 1 else Named(one.key, one.name) for one in found)
    # The key settles ties: any other order might tell something.
    return sorted(shown, key=lambda one: (norwegian(one.name), one.municipality or "", one.key))
