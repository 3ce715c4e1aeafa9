"""Newcomers who are being received."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.kit.database import Row, instant


class Onboarding(Row, table=True):
    """One newcomer from the accepted offer on. Its id is the id of its process."""

    trust_id: UUID = Field(foreign_key="unit.id", index=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    recruitment_id: UUID | None = Field(default=None, foreign_key="recruitment.id", index=True)
    offer_id: UUID | None = Field(default=None, foreign_key="offer.id", unique=True)
    first_day: date
    state: str = "expected"
    """expected · received · undone"""
    undone_at: datetime | None = instant(nullable=True)
