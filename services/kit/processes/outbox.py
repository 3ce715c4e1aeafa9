"""Start a process, and tell it things, in the transaction that writes the facts.

Nothing here talks to Temporal: the relay does, in the order of the numbers given here. So what
people hand in is safe when the transaction commits, whether or not Temporal is up.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.kit.processes.tables import Outbox, Process
from services.kit.tracing import current_trace
from workflows.payloads.codes import Fact
from workflows.payloads.processes import ProcessKind, Told


async def start(
    session: AsyncSession,
    kind: ProcessKind,
    process_id: UUID,
    *,
    trust_id: UUID,
    parent_id: UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Begin a process about the row `process_id`; its primary key forbids a second one.

    `parent_id` is the process it follows from, so that one case can be read from need to alumnus.
    """
    moment = at or clock.now()
    session.add(Process(id=process_id, kind=kind, trust_id=trust_id, parent_id=parent_id))
    await session.flush()
    session.add(Outbox(process_id=process_id, number=0, created_at=moment, trace=current_trace()))


async def tell(
    session: AsyncSession,
    process_id: UUID,
    fact: Fact,
    about: UUID | None = None,
    *,
    delivered: bool = False,
) -> Told:
    """Give a process its next numbered fact.

    `delivered` marks a fact the process learns by the answer to its own activity; the reconciler
    sends it again only if the process turns out not to have seen it.
    """
    number = await next_number(session, process_id)
    moment = clock.now()
    session.add(
        Outbox(
            process_id=process_id,
            number=number,
            fact=fact,
            about=about,
            created_at=moment,
            sent_at=moment if delivered else None,
            trace=current_trace(),
        )
    )
    return Told(number=number, fact=fact, about=about)


async def last_told(session: AsyncSession, process_id: UUID) -> int:
    """The number of the last fact a process was or is to be told; 0 while there is none."""
    return (await session.get_one(Process, process_id)).next_number - 1


async def next_number(session: AsyncSession, process_id: UUID) -> int:
    """Allot the next number; the row stays locked, so facts of one process come in order."""
    allot = (
        update(Process)
        .where(col(Process.id) == process_id)
        .values(next_number=col(Process.next_number) + 1)
        .returning(col(Process.next_number) - 1)
    )
    return (await session.exec(allot)).scalar_one()


async def end(session: AsyncSession, process_id: UUID, at: datetime) -> None:
    """The process has nothing more to do."""
    process = (
        await session.exec(select(Process).where(Process.id == process_id).with_for_update())
    ).one()
    process.ended_at = process.ended_at or at
