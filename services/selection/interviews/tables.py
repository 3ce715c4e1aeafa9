"""Interviews and the kit everyone is interviewed with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from services.kit.database import Row, instant


class InterviewKit(Row, table=True):
    """The same questions in the same order for everyone, and an anchored scale."""

    recruitment_id: UUID = Field(foreign_key="recruitment.id", unique=True)
    version: int = 1
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """Each: `criterion` (its key), `nb`, `en`, and planned `follow_ups` (each `nb`, `en`)."""
    fixed_at: datetime | None = instant(nullable=True)


class Interview(Row, table=True):
    """One interview. Its id is the UID of its calendar event; a change raises `sequence`."""

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    starts_at: datetime = instant()
    previous_starts_at: datetime | None = instant(nullable=True)
    minutes: int = 60
    place: str
    state: str = "invited"
    """invited · accepted · other_time · cancelled · held"""
    sequence: int = 0
    note: str | None = None
    """What the candidate answered."""
    answered_at: datetime | None = instant(nullable=True)
    cancel_reason: str | None = None
