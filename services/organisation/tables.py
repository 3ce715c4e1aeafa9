"""Units, people, what they are to a unit, their absences, and local closed days."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Index, and_, or_, text
from sqlmodel import Field, col

from services.kit.database import Row, instant

FOLDED = "casefold(email COLLATE pg_unicode_fast)"
"""How the database folds an address, so that it is one person's however it is capitalised; its
`lower` would not take all letters beyond ASCII as Python's does."""


class Unit(Row, table=True):
    """A node of the one organisation tree; a trust is a unit whose `trust_id` is its own id."""

    __table_args__ = (
        Index(
            "uq_unit_name_below_parent",
            text("coalesce(parent_id, '00000000-0000-0000-0000-000000000000')"),
            "name",
            unique=True,
        ),
    )

    parent_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    trust_id: UUID = Field(index=True)
    name: str
    name_en: str | None = None
    place: str | None = None
    organisation_number: str | None = None


class Person(Row, table=True):
    """Anyone we write to: staff, candidates, referees. An address belongs to one person."""

    __table_args__ = (Index("uq_person_address", text(FOLDED), unique=True),)

    name: str
    email: str
    phone: str | None = None
    language: str = "nb"
    verified_at: datetime | None = instant(nullable=True)
    """When somebody first proved to read mail at this address."""


class Role(Row, table=True):
    """What a person is to a unit and everything below it, from a date and perhaps to one."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    role: str
    starts: date
    ends: date | None = None


class Employment(Row, table=True):
    """Where somebody works, dated, because figures ask where somebody was then."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    starts: date
    ends: date | None = None
    percentage: int = 100
    permanent: bool = True


def holds_on(
    kind: type[Role] | type[Employment], day: date | ColumnElement[date]
) -> ColumnElement[bool]:
    """Whether a role or an employment holds on a day; its first day and its last count too."""
    return and_(col(kind.starts) <= day, or_(col(kind.ends).is_(None), col(kind.ends) >= day))


class Absence(Row, table=True):
    """Days on which a deputy acts, once the deputy has accepted. Its id is its process's id."""

    version: int = 1
    """Counts changes of its days; its ETag."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    deputy_id: UUID = Field(foreign_key="person.id", index=True)
    starts: date
    ends: date
    accepted_at: datetime | None = instant(nullable=True)
    declined_at: datetime | None = instant(nullable=True)
    cancelled_at: datetime | None = instant(nullable=True)


class ClosedDay(Row, table=True):
    """A day on which a unit and everything below it does not work."""

    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    day: date
