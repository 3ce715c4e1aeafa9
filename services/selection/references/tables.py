"""References: named by the candidate, asked by link."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class Reference(Row, table=True):
    """One referee for one application. Naming a referee is the consent to ask."""

    __table_args__ = (UniqueConstraint("application_id", "person_id"),)

    application_id: UUID = Field(foreign_key="application.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    name: str
    relation: str
    """What the referee was to the candidate, such as leader or colleague."""
    recent_leader: bool = False
    consented_at: datetime = instant()
    asked_at: datetime | None = instant(nullable=True)
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    answers: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    """Each: `question` (its key), `answer`, and `against`: it speaks against the candidate."""
    received_at: datetime | None = instant(nullable=True)
    negative: bool = False
    """True: something counts against the candidate, who is shown it and may comment."""
    comment: str | None = None
    commented_at: datetime | None = instant(nullable=True)
    closed_at: datetime | None = instant(nullable=True)
    """When asking ended without an answer."""
