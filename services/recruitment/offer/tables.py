"""Offers, the checks before the first day, and the contract."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class Offer(Row, table=True):
    """One version of an offer to one candidate; a new version supersedes the one before it."""

    __table_args__ = (UniqueConstraint("application_id", "version"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    version: int = 1
    state: str = "sent"
    """sent · accepted · declined · lapsed · withdrawn · superseded"""
    terms: dict[str, Any] = Field(sa_type=JSON)
    sent_by: UUID = Field(foreign_key="person.id")
    sent_at: datetime = instant()
    answer_by: datetime = instant()
    answered_at: datetime | None = instant(nullable=True)
    """When it was answered, or came to nothing: lapsed, given back or withdrawn."""
    decline_reason: str | None = None


class Check(Row, table=True):
    """A gate before the first day. Only that it was seen, by whom and when; never the evidence."""

    __table_args__ = (UniqueConstraint("offer_id", "kind"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    offer_id: UUID = Field(foreign_key="offer.id", index=True)
    kind: str
    """identity, authorisation, police_certificate, health or language"""
    state: str = "open"
    """open · passed · failed · dropped"""
    seen_by: UUID | None = Field(default=None, foreign_key="person.id")
    seen_at: datetime | None = instant(nullable=True)
    issued: date | None = None
    expires: date | None = None
    register_number: str | None = None
    note: str | None = None


class Contract(Row, table=True):
    """The contract: the items of aml § 14-6, each a value or a reference to law or tariff."""

    __table_args__ = (UniqueConstraint("offer_id", "version"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    offer_id: UUID = Field(foreign_key="offer.id", index=True)
    version: int = 1
    items: dict[str, Any] = Field(sa_type=JSON)
    file_id: UUID | None = Field(default=None, foreign_key="stored_file.id")
    issued_by: UUID | None = Field(default=None, foreign_key="person.id")
    issued_at: datetime | None = instant(nullable=True)
