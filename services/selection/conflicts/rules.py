"""The list of names that conflicts of interest are declared from."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from services.selection.order import norwegian


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
