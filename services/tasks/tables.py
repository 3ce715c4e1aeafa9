"""What waits for whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from services.kit.database import Row, instant


class Task(Row, table=True):
    """One wait for one person: a step of a process, for the n-th time."""

    __table_args__ = (
        UniqueConstraint(
            "process_id", "step", "about", "occurrence", postgresql_nulls_not_distinct=True
        ),
        Index("ix_task_open", "assignee_id", "due_at", postgresql_where=text("state = 'open'")),
    )

    process_id: UUID = Field(foreign_key="process.id", index=True)
    step: str
    about: UUID | None = None
    """What the step is about within its process: an application, a reference, a check."""
    occurrence: int = 1
    relation: str
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    owner_id: UUID | None = Field(default=None, foreign_key="person.id")
    """Who was found by the relation; nobody if none was, and then the task stands stopped."""
    holder_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who has it when at work: the owner, or the superior it went to."""
    assignee_id: UUID | None = Field(default=None, foreign_key="person.id")
    """Who has it now: the holder, or the deputy of an absent one."""
    in_place_of: UUID | None = Field(default=None, foreign_key="person.id")
    """Whose it was, or who gave it, where the owner got it by re-assignment."""
    on_authority_of: UUID | None = Field(default=None, foreign_key="person.id")
    """On whose authority the assignee acts (`rules.authority`); nobody's but their own if none."""
    state: str = "open"
    """open · stopped (waits on the operations list) · done · defaulted · skipped · dropped"""
    default: str
    """What happens if nobody answers: a code of `workflows.payloads.tasks.Otherwise`."""
    days: int = 1
    """Working days it was given; whoever gets it when they are over has as many again."""
    due_at: datetime = instant(index=True)
    escalate_at: datetime | None = instant(nullable=True)
    lapse_at: datetime = instant()
    reminded_at: datetime | None = instant(nullable=True)
    urged_at: datetime | None = instant(nullable=True)
    """When somebody last had a reminder sent, beside the one that comes by itself."""
    escalated_at: datetime | None = instant(nullable=True)
    settled_at: datetime | None = instant(nullable=True)
    settled_by: UUID | None = Field(default=None, foreign_key="person.id")
    outcome: str | None = None
    told_number: int | None = None
    """The number of the fact that told the process of a recorded default."""
    reason: str | None = None

    @property
    def subject(self) -> UUID:
        """What the step is about; ValueError where it is about the whole process."""
        if self.about is None:
            raise ValueError("the step is about nothing in its process")
        return self.about
