"""The audit: one chain of events for each process, and a regular root over all of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, JSON, Index, Table, event, text
from sqlmodel import Field, SQLModel

from services.kit.database import Named, instant


class AuditEvent(Named, table=True):
    """One thing that happened, who did it and on whose authority. Never changed, never deleted.

    Every column is covered by `hash`.
    """

    __table_args__ = (
        Index(
            "ix_audit_event_steps",
            "chain",
            "number",
            postgresql_where=text("kind IN ('case.started', 'case.phase_entered')"),
        ),
        Index("ix_audit_event_left", "at", postgresql_where=text("kind = 'case.phase_entered'")),
    )

    chain: UUID = Field(primary_key=True)
    """The process; for what belongs to no process, the person or unit it is about."""
    number: int = Field(primary_key=True)
    at: datetime = instant(index=True)
    kind: str
    actor_id: UUID | None = Field(default=None, index=True)
    """Nobody: the process itself did it."""
    on_authority_of: UUID | None = None
    about: UUID | None = Field(default=None, index=True)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Ids, codes and numbers; no names and no texts, because nothing here can be erased."""
    previous_hash: str
    hash: str


class AuditChain(Named, table=True):
    """Where a chain ends. Locked while an event is added, so that writers queue per process."""

    chain: UUID = Field(primary_key=True)
    number: int = 0
    head: str


class AuditRoot(Named, table=True):
    """A digest over every head at one instant, chained to the one before."""

    number: int = Field(primary_key=True)
    at: datetime = instant()
    heads: int
    """How many chains had moved since the root before."""
    digest: str
    previous: str


class AuditRootHead(Named, table=True):
    """A head that a root covers; chains that have not moved are covered by an earlier root."""

    chain: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    head: str
    root: int = Field(foreign_key="audit_root.number", index=True)


GUARDED = ("audit_event", "audit_root", "audit_root_head")

GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def guard(table: str) -> str:
    """The trigger that refuses to change what the audit has said."""
    return (
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    )


def guard_whole(table: str) -> str:
    """The trigger that refuses to empty a table of the audit: TRUNCATE fires none for each row."""
    return (
        f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )


def _guard_on_creation(table: Table) -> None:
    event.listen(table, "after_create", DDL(GUARD_FUNCTION))
    event.listen(table, "after_create", DDL(guard(table.name)))
    event.listen(table, "after_create", DDL(guard_whole(table.name)))


for _name in GUARDED:
    _guard_on_creation(SQLModel.metadata.tables[_name])
