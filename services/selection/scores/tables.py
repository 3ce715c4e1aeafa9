"""Marks, sealed until the panel has given theirs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class ScoreSheet(Row, table=True):
    """One assessor's marks for one applicant, once handed in."""

    __table_args__ = (UniqueConstraint("application_id", "person_id"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    """The assessor whose sheet it is."""
    given_by: UUID = Field(foreign_key="person.id")
    """Who gave the marks: the assessor, or the accepted deputy of an absent one."""
    received_at: datetime = instant()
    opened: bool = False
    """Whether it was ever open: from then on a mark is changed with a reason only, also when a
    second round of advertising has sealed the marks again."""


class Score(Row, table=True):
    """A mark from 1 to 5 for one should-criterion, with the note it rests on."""

    __table_args__ = (UniqueConstraint("sheet_id", "criterion_id"),)

    sheet_id: UUID = Field(foreign_key="score_sheet.id", index=True)
    criterion_id: UUID = Field(foreign_key="criterion.id")
    mark: int
    note: str


class ScoreChange(Row, table=True):
    """A mark changed after the scores were opened: what it was, and why."""

    score_id: UUID = Field(foreign_key="score.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    old_mark: int
    new_mark: int
    reason: str
    changed_at: datetime = instant()


class ScoresSubmitted(Row, table=True):
    """An assessor has handed in every sheet that was due; the process has been told."""

    __table_args__ = (UniqueConstraint("recruitment_id", "person_id"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    sheets: int
    """How many there were; when more become due, the process is told again."""
    submitted_at: datetime = instant()
