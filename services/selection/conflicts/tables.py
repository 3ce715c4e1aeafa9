"""Conflicts of interest (helseforetaksloven § 5, forvaltningsloven ch. 2)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class ConflictDeclaration(Row, table=True):
    """A member has read the names and said with whom there is a conflict, if anyone.

    It covers the applicants whose deadline had passed by then; a re-advertised post asks again.
    """

    __table_args__ = (UniqueConstraint("recruitment_id", "person_id", "number"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    number: int = 1
    declared_at: datetime = instant()


class Conflict(Row, table=True):
    """A declared conflict between a member of the case and one applicant."""

    __table_args__ = (UniqueConstraint("recruitment_id", "person_id", "application_id"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    application_id: UUID = Field(foreign_key="application.id", index=True)
    reason: str | None = None
    late: bool = False
    """Declared after this member had read applications."""
