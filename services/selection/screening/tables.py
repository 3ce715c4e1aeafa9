"""What screening found for each must, who has given a first review, and who may be interviewed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class MustResult(Row, table=True):
    """Whether an applicant meets a must; `met` is None while it is unclear."""

    __table_args__ = (UniqueConstraint("application_id", "criterion_id"),)

    application_id: UUID = Field(foreign_key="application.id", index=True)
    criterion_id: UUID = Field(foreign_key="criterion.id")
    met: bool | None = None
    note: str | None = None
    person_id: UUID = Field(foreign_key="person.id")
    assessed_at: datetime = instant()


class FirstReview(Row, table=True):
    """A reader has assessed every must of an application blind, and may see who it is."""

    __table_args__ = (UniqueConstraint("application_id", "person_id"),)

    application_id: UUID = Field(foreign_key="application.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    handed_in_at: datetime = instant()


class InterviewProposal(Row, table=True):
    """Somebody leading the selection proposes to interview this applicant.

    A working mark: it decides nothing, and goes when the shortlist is decided.
    """

    application_id: UUID = Field(foreign_key="application.id", unique=True)
    person_id: UUID = Field(foreign_key="person.id")
    proposed_at: datetime = instant()
