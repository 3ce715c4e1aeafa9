"""The advert, its versions, where it stands, and what it asks applicants."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class Advert(Row, table=True):
    """The advert of a case. A re-advertisement is a new advert of the same case."""

    __table_args__ = (UniqueConstraint("recruitment_id", "round"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    round: int = 1
    version: int = 1
    state: str = Field(default="draft", index=True)
    """draft · scheduled · open · closed · withdrawn"""
    texts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """By language: title, and sections by heading."""
    one_language_reason: str | None = None
    wording_reason: str | None = None
    """Why wording that is otherwise forbidden is lawful for this post."""
    repeat_reason: str | None = None
    """Why the post is advertised again, for all but the first round."""
    contact_person_id: UUID | None = Field(default=None, foreign_key="person.id")
    opens_at: datetime | None = instant(nullable=True, index=True)
    closes_at: datetime | None = instant(nullable=True, index=True)
    first_closes_at: datetime | None = instant(nullable=True)
    """The deadline first published; an extension does not remove its duties."""
    internal_notice_at: datetime | None = instant(nullable=True)


class AdvertVersion(Row, table=True):
    """The text as it stood when it was published or changed."""

    __table_args__ = (UniqueConstraint("advert_id", "number"),)

    advert_id: UUID = Field(foreign_key="advert.id", index=True)
    number: int
    texts: dict[str, Any] = Field(sa_type=JSON)
    rendered: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """By language: the whole advert as applicants read it (`render.Rendered`)."""
    closes_at: datetime = instant()
    person_id: UUID = Field(foreign_key="person.id")


class Channel(Row, table=True):
    """One place an advert stands, with the code that tells where an applicant came from."""

    __table_args__ = (UniqueConstraint("advert_id", "code"),)

    advert_id: UUID = Field(foreign_key="advert.id", index=True)
    code: str
    tracking_code: str = Field(unique=True)
    cost: int | None = None
    """In whole kroner."""
    published_at: datetime | None = instant(nullable=True)
    closed_at: datetime | None = instant(nullable=True)
    reference: str | None = None


class ScreeningQuestion(Row, table=True):
    """A question every applicant answers, and what a given answer leads to."""

    advert_id: UUID = Field(foreign_key="advert.id", index=True)
    position: int
    kind: str
    nb: str
    en: str
    required: bool = False
    options: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    actions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """Each: `when` (a test on the answer) and `then` (flag, tag, note); never a rejection."""
