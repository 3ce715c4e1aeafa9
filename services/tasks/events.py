"""What the audit says of a task."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.tasks.tables import Task


async def record(
    session: AsyncSession, kind: AuditKind, task: Task, at: datetime, *, by: UUID | None = None
) -> None:
    """Write what happened to a task, and on whose authority where the assignee did it."""
    authority = task.on_authority_of if by and by == task.assignee_id else None
    await audit.record(
        session,
        kind,
        process_id=task.process_id,
        actor_id=by,
        on_authority_of=authority,
        about=task.id,
        data={"step": task.step, "assignee": str(task.assignee_id or "")},
        at=at,
    )
