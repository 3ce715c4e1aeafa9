"""What screening found for each must."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class MustResult(Row, table=True):
    """Whether an applicant meets a must; `met` is None while it is unclear."""

    __tablename__ = "must_result"
    __table_args__ = (UniqueConstraint("application_id", "criterion_id"),)

    application_id: UUID = Field(foreign_key="application.id", index=True)
    criterion_id: UUID = Field(foreign_key="criterion.id")
    met: bool | None = None
    note: str | None = None
    person_id: UUID = Field(foreign_key="person.id")
    assessed_at: datetime = instant()
