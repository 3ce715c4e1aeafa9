"""The public applicant list and the requests to be left off it (offentleglova § 25)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class ExemptionRequest(Row, table=True):
    """One applicant's request; decided by itself, with a reason."""

    __table_args__ = (UniqueConstraint("application_id"),)

    application_id: UUID = Field(foreign_key="application.id")
    reason: str | None = None
    asked_at: datetime = instant()
    granted: bool | None = None
    decision_reason: str | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = instant(nullable=True)
    withdraw_by: datetime | None = instant(nullable=True)
    """After a refusal: until when the application may be withdrawn before the list is drawn up."""
    settled_at: datetime | None = instant(nullable=True)


class PublicList(Row, table=True):
    """The list as frozen for one deadline. Never changed; an extension gets its own."""

    __table_args__ = (UniqueConstraint("recruitment_id", "version"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    version: int
    deadline: datetime = instant()
    frozen_at: datetime = instant()
    total: int
    women: int
    men: int
    entries: list[dict[str, Any]] = Field(sa_type=JSON)
    """Named applicants only: application_id, name, age, occupation, municipality."""
