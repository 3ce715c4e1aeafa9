"""Every letter written, and how far it has come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from services.kit.database import Row, instant


class Message(Row, table=True):
    """One letter to one person, rendered once: every attempt sends the same bytes.

    The business key is process, kind, about, receiver and occurrence. The `Message-ID` header
    follows from the row's id and never changes.
    """

    __table_args__ = (
        UniqueConstraint(
            "process_id",
            "kind",
            "about",
            "to_id",
            "occurrence",
            name="uq_message_business_key",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_message_log", "trust_id", "queued_at", "id"),
        Index("ix_message_failed", "trust_id", postgresql_where=text("state = 'failed'")),
    )

    trust_id: UUID
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    process_id: UUID = Field(foreign_key="process.id")
    kind: str
    """A `LetterKind`, also the header `X-Stafett-Letter`."""
    about: UUID | None = None
    to_id: UUID
    """The receiver as the process named it: a person, or the application or reference of one."""
    person_id: UUID = Field(foreign_key="person.id", index=True)
    occurrence: int = 1
    language: str
    template_version: str
    """SHA-256 of the template the letter was rendered from."""
    message_id: str = Field(unique=True)
    address: str
    reply_to: str | None = None
    subject: str
    text: str
    html: str
    calendar: str | None = None
    calendar_method: str | None = None
    state: str = "queued"
    """queued · sending · sent · failed · cancelled (`workflows.payloads.letters.MessageState`)"""
    attempts: int = 0
    last_error: str | None = None
    """A code such as `smtp_550`, never the server's words: they may repeat the address."""
    hold_until: datetime | None = instant(nullable=True)
    queued_at: datetime = instant()
    attempted_at: datetime | None = instant(nullable=True)
    sent_at: datetime | None = instant(nullable=True)
    traceparent: str | None = None
