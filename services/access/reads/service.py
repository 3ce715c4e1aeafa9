"""Write down that somebody read something classed, and let people see what was read of them."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.reads.tables import ReadLog
from services.kit import clock


async def log(
    session: AsyncSession,
    person_id: UUID,
    *,
    process_id: UUID | None = None,
    about: UUID | None = None,
    what: str,
    reason: str,
) -> None:
    """Note that a person read `what` (a code, such as application) about a row, and why (a code).

    Normen, faktaark 15: reading is logged with its reason, and people may see the log of them.
    """
    now = clock.now()
    session.add(
        ReadLog(
            at=now,
            created_at=now,
            person_id=person_id,
            process_id=process_id,
            about=about,
            what=what,
            reason=reason,
        )
    )
