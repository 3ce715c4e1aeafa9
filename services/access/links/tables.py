"""Mailed links, and the codes that open what they locate."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from services.kit.database import Row, instant


class LinkKind(StrEnum):
    """What a mailed link leads to."""

    TASK = "task"
    APPLICATION = "application"
    EXEMPTION = "exemption"
    INTERVIEW = "interview"
    OFFER = "offer"
    CONTRACT = "contract"
    REFERENCE = "reference"
    ABSENCE = "absence"
    ONBOARDING = "onboarding"


OF_STAFF = frozenset({LinkKind.TASK, LinkKind.ABSENCE, LinkKind.ONBOARDING})
"""What people do at work: whoever works here signs in for it."""


class Link(Row, table=True):
    """Locates one thing for one person, and opens nothing: for that a code is mailed.

    So it is never taken back when the thing is over or goes to another: it ends with its time.
    """

    token_hash: str = Field(unique=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: str
    about: UUID
    process_id: UUID | None = Field(default=None, foreign_key="process.id", index=True)
    expires_at: datetime = instant()


class SignInCode(Row, table=True):
    """Six digits, mailed to the person of the link, good once in the browser that asked."""

    __table_args__ = (Index("ix_sign_in_code_asked", "link_id", "browser_hash", "created_at"),)

    link_id: UUID = Field(foreign_key="link.id")
    browser_hash: str
    code_hash: str
    tries: int = 0
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)
