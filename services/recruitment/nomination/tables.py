"""The nomination (innstilling): who is recommended, in which order, and why."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class Nomination(Row, table=True):
    """One submitted or drafted recommendation of a case; a returned one is followed by a new."""

    __table_args__ = (UniqueConstraint("recruitment_id", "number"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    number: int
    version: int = 1
    author_id: UUID = Field(foreign_key="person.id")
    state: str = "draft"
    """draft · submitted · approved · returned"""
    summary: str = ""
    submitted_at: datetime | None = instant(nullable=True)
    submitted_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = instant(nullable=True)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    on_authority_of: UUID | None = Field(default=None, foreign_key="person.id")
    decision_reason: str | None = None


class NominationEntry(Row, table=True):
    """One place in a nomination. `total` is what the formula said when it was written."""

    __table_args__ = (
        UniqueConstraint("nomination_id", "rank"),
        UniqueConstraint("nomination_id", "application_id"),
    )

    nomination_id: UUID = Field(foreign_key="nomination.id", index=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    rank: int
    total: Decimal | None = None
    reason: str


class UnionRemark(Row, table=True):
    """What the union representative says of a nomination; no remark is recorded as such."""

    __table_args__ = (UniqueConstraint("nomination_id"),)

    nomination_id: UUID = Field(foreign_key="nomination.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    """None: the time went out, which the record says."""
    remark: str | None = None
