"""Processes as rows, what they are to be told, and the decisions they record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, JSON, Index, Table, UniqueConstraint, event, text
from sqlmodel import Field, SQLModel

from services.kit.database import Named, Row, instant

CHANNEL = "stafett_outbox"
"""Where the database says, at each commit, that the outbox has something for the relays."""


class Process(Row, table=True):
    """A durable process. Its id is the id of the row it is about (case, application …)."""

    __table_args__ = (
        Index(
            "ix_process_unconfirmed",
            "id",
            postgresql_where=text("confirmed_number < next_number - 1"),
        ),
    )

    kind: str
    trust_id: UUID = Field(index=True)
    parent_id: UUID | None = Field(default=None, foreign_key="process.id", index=True)
    next_number: int = 1
    confirmed_number: int = -1
    ended_at: datetime | None = instant(nullable=True)


class Outbox(Named, table=True):
    """What a process is to be told, in the order of `number`; number 0 starts it."""

    __table_args__ = (
        Index("ix_outbox_unsent", "process_id", "number", postgresql_where=text("sent_at IS NULL")),
    )

    process_id: UUID = Field(primary_key=True, foreign_key="process.id")
    number: int = Field(primary_key=True)
    fact: str | None = None
    about: UUID | None = None
    created_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    trace: str | None = None


TELL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION outbox_tells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('{CHANNEL}', '');
  RETURN NULL;
END $$
"""
TELL = (
    "CREATE TRIGGER outbox_tells AFTER INSERT ON outbox "
    "FOR EACH ROW WHEN (NEW.sent_at IS NULL) EXECUTE FUNCTION outbox_tells()"
)


def _tell_on_creation(table: Table) -> None:
    event.listen(table, "after_create", DDL(TELL_FUNCTION))
    event.listen(table, "after_create", DDL(TELL))


_tell_on_creation(SQLModel.metadata.tables["outbox"])


class Decision(Row, table=True):
    """What somebody decided; stored before the process hears of it (its id is the update's id)."""

    process_id: UUID = Field(foreign_key="process.id", index=True)
    kind: str
    part: str
    actor_id: UUID
    on_authority_of: UUID | None = None
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: str = "pending"
    """pending, then recorded, refused (with `refusal`) or voided (nobody answered in time)."""
    refusal: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    outcome: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    settled_at: datetime | None = instant(nullable=True)


class IdempotencyKey(Row, table=True):
    """The first answer to a POST with this key, given again to the second."""

    __table_args__ = (UniqueConstraint("actor", "key"),)

    actor: str
    key: str
    request_hash: str
    status: int | None = None
    response: str | None = None
    headers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
