"""Every statement of the audit."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, literal, text
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit.rules import GENESIS
from services.access.audit.tables import AuditChain, AuditEvent, AuditRoot, AuditRootHead
from services.kit.database import at_the_end

_ROOTS = 0x5374_6166
"""The advisory lock by which two roots are written one after the other."""


@dataclass(frozen=True)
class Written:
    """An event as it stands in the table."""

    chain: UUID
    number: int
    at: datetime
    kind: str
    actor_id: UUID | None
    on_authority_of: UUID | None
    about: UUID | None
    data: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Head:
    """Where a chain ends, or ended when a root was written."""

    chain: UUID
    number: int
    head: str


@dataclass
class End:
    """Where a chain ends in this transaction, and the events that are not written yet."""

    chain: UUID
    number: int
    head: str
    events: list[AuditEvent] = field(default_factory=list[AuditEvent])


_HELD = "audit chains held"


async def lock_chain(session: AsyncSession, chain: UUID) -> End:
    """The end of a chain, begun if need be and locked until the transaction ends."""
    held: dict[UUID, End] = session.info.setdefault(_HELD, {})
    if not held:
        at_the_end(session, write)
    if chain not in held:
        held[chain] = await _locked(session, chain)
    return held[chain]


async def _locked(session: AsyncSession, chain: UUID) -> End:
    statement = (
        insert(AuditChain)
        .values(chain=chain, number=0, head=GENESIS)
        .on_conflict_do_update(index_elements=["chain"], set_={"chain": chain})
        .returning(col(AuditChain.number), col(AuditChain.head))
    )
    number, head = (await PlainSession.execute(session, statement)).one()
    return End(chain, number, head)


async def write(session: AsyncSession) -> None:
    """Write what was added to chains: at once, however much a transaction has to tell."""
    held: dict[UUID, End] = session.info.get(_HELD, {})
    for end in held.values():
        if not end.events:
            continue
        session.add_all(end.events)
        end.events = []
        moved = update(AuditChain).where(col(AuditChain.chain) == end.chain)
        await session.exec(moved.values(number=end.number, head=end.head))


async def see_one_instant(session: AsyncSession) -> None:
    """Read everything in this transaction as it stands now, whatever others commit meanwhile."""
    await PlainSession.execute(
        session, text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    )


async def events(session: AsyncSession) -> AsyncIterator[Written]:
    """Every event, chain by chain in order, read as a stream."""
    query = (
        select_columns(
            col(AuditEvent.chain),
            col(AuditEvent.number),
            col(AuditEvent.at),
            col(AuditEvent.kind),
            col(AuditEvent.actor_id),
            col(AuditEvent.on_authority_of),
            col(AuditEvent.about),
            col(AuditEvent.data),
            col(AuditEvent.previous_hash),
            col(AuditEvent.hash),
        )
        .order_by(col(AuditEvent.chain), col(AuditEvent.number))
        .execution_options(yield_per=1000)
    )
    async for row in await session.stream(query):
        yield Written(*row)


async def of_chain(session: AsyncSession, chain: UUID) -> Sequence[AuditEvent]:
    """The events of one chain in order."""
    query = select(AuditEvent).where(AuditEvent.chain == chain).order_by(col(AuditEvent.number))
    return (await session.exec(query)).all()


async def heads(session: AsyncSession) -> dict[UUID, Head]:
    """Where every chain ends."""
    query = select_columns(col(AuditChain.chain), col(AuditChain.number), col(AuditChain.head))
    return {row.chain: Head(*row) for row in await PlainSession.execute(session, query)}


async def taken_in(session: AsyncSession, kind: str) -> list[Head]:
    """The heads that chains say they have taken in; a chain without events is not among them."""
    query = select_columns(col(AuditEvent.about), col(AuditEvent.data)).where(
        col(AuditEvent.kind) == kind
    )
    return [
        Head(about, int(data["number"]), str(data["head"]))
        for about, data in await PlainSession.execute(session, query)
        if about and data["number"]
    ]


async def lock_roots(session: AsyncSession) -> AuditRoot | None:
    """The last root, with the right to write the next one until the transaction ends."""
    await PlainSession.execute(session, select_columns(func.pg_advisory_xact_lock(_ROOTS)))
    query = select(AuditRoot).order_by(col(AuditRoot.number).desc()).limit(1)
    return (await session.exec(query)).first()


async def moved_heads(session: AsyncSession) -> list[Head]:
    """The heads that no root covers yet."""
    covered = exists(literal(1)).where(
        col(AuditRootHead.chain) == col(AuditChain.chain),
        col(AuditRootHead.number) == col(AuditChain.number),
    )
    query = select_columns(
        col(AuditChain.chain), col(AuditChain.number), col(AuditChain.head)
    ).where(~covered, col(AuditChain.number) > 0)
    return [Head(*row) for row in await PlainSession.execute(session, query)]


async def roots(session: AsyncSession) -> Sequence[AuditRoot]:
    """Every root in order."""
    return (await session.exec(select(AuditRoot).order_by(col(AuditRoot.number)))).all()


async def root_heads(session: AsyncSession, root: int) -> list[Head]:
    """The heads one root covers."""
    query = select_columns(
        col(AuditRootHead.chain), col(AuditRootHead.number), col(AuditRootHead.head)
    ).where(col(AuditRootHead.root) == root)
    return [Head(*row) for row in await PlainSession.execute(session, query)]
