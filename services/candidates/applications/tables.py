"""Applications, their versions, papers and answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from services.kit.database import Row, instant

ENDED = frozenset({"hired", "declined", "lapsed", "withdrawn", "rejected"})
"""States after which nothing more happens to an application."""

LIVE = "state NOT IN ('declined', 'hired', 'lapsed', 'rejected', 'withdrawn')"
"""Which applications are running: a person has one of these in a case at most, and may apply anew
after an end, such as a withdrawal thought better of."""


class Application(Row, table=True):
    """One person's application for one advert. Its id is the id of its process."""

    __table_args__ = (
        Index(
            "uq_application_live",
            "recruitment_id",
            "person_id",
            unique=True,
            postgresql_where=text(LIVE),
        ),
        UniqueConstraint("recruitment_id", "number"),
        Index("ix_application_case_received", "recruitment_id", "received_at"),
    )

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    advert_id: UUID = Field(foreign_key="advert.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    number: int | None = None
    """The blind number, drawn at random when the deadline has passed."""
    state: str = Field(default="received")
    """received · unqualified · qualified · interview · ranked · offered · then an end:
    hired · declined · lapsed · withdrawn · rejected"""
    received_at: datetime = instant()
    current_version: int = 1
    language: str = "nb"
    source: str | None = None
    """The channel it came by."""
    exemption_asked: bool = False
    qualified: bool | None = None
    withdrawn_at: datetime | None = instant(nullable=True)
    answered_at: datetime | None = instant(nullable=True)
    """When the final answer (or the confirmation of withdrawal) had left."""
    disowned_at: datetime | None = instant(nullable=True)
    """When the person said that somebody else sent it: it counts as never made."""
    erased_at: datetime | None = instant(nullable=True)
    """When what was handed in was erased; this row stays, because decisions point at it."""


class ApplicationVersion(Row, table=True):
    """What was handed in, each time. One sent from an unproved address waits for its code."""

    __table_args__ = (UniqueConstraint("application_id", "number"),)

    application_id: UUID = Field(foreign_key="application.id", index=True)
    number: int
    received_at: datetime = instant()
    confirmed: bool = True
    name: str
    gender: str | None = None
    """woman, man or other; only counted, never shown to assessors"""
    age: int | None = None
    municipality: str | None = None
    occupation: str | None = None
    phone: str | None = None
    letter: str | None = None
    cv: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """JSON Resume."""
    exemption_reason: str | None = None
    """Asked to be left off the public list, for this reason; empty: without saying why."""


class Attachment(Row, table=True):
    """A paper of one version of an application."""

    version_id: UUID = Field(foreign_key="application_version.id", index=True)
    file_id: UUID = Field(foreign_key="stored_file.id", index=True)
    kind: str = "other"


class ScreeningAnswer(Row, table=True):
    """An answer to one screening question, and what its answer actions came to."""

    __table_args__ = (UniqueConstraint("version_id", "question_id"),)

    version_id: UUID = Field(foreign_key="application_version.id", index=True)
    question_id: UUID = Field(foreign_key="screening_question.id", index=True)
    answer: Any = Field(default=None, sa_type=JSON, nullable=True)
    """Of the kind of the question; the id of a stored file to a question for a file."""
    flags: list[str] = Field(default_factory=list, sa_type=JSON)
