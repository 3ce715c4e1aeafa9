"""What stands on the public applicant list (offentleglova § 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.selection.order import norwegian

DAYS_TO_WITHDRAW = 3
"""Working days to withdraw after a refused request, before the list is drawn up."""


@dataclass(frozen=True)
class Listed:
    """Somebody who applied in time and has not withdrawn."""

    application_id: UUID
    name: str
    gender: str | None = None
    age: int | None = None
    occupation: str | None = None
    municipality: str | None = None
    exempt: bool = False
    """A request to be left off was granted: counted, not named."""


@dataclass(frozen=True)
class DrawnUp:
    """The list: everybody counted, those named who are not exempt."""

    total: int
    women: int
    men: int
    entries: list[dict[str, Any]]


def draw_up(applicants: Iterable[Listed]) -> DrawnUp:
    """The list of these applicants, the named by name."""
    found = list(applicants)
    named = sorted(
        (each for each in found if not each.exempt),
        key=lambda each: (norwegian(each.name), each.application_id),
    )
    return DrawnUp(
        total=len(found),
        women=sum(each.gender == "woman" for each in found),
        men=sum(each.gender == "man" for each in found),
        entries=[
            {
                "application_id": str(each.application_id),
                "name": each.name,
                "age": each.age,
                "occupation": each.occupation,
                "municipality": each.municipality,
            }
            for each in named
        ],
    )
