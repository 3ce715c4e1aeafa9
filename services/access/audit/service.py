"""Record events, tie chains together, and find out whether anything was changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import rules, store
from services.access.audit.kinds import AuditKind
from services.access.audit.store import Written
from services.access.audit.tables import AuditEvent, AuditRoot, AuditRootHead
from services.kit import clock
from services.kit.processes.tables import Decision

NOBODY = UUID(int=0)
"""The chain of what is about nobody we know, such as tries with an unknown link."""


async def record(
    session: AsyncSession,
    kind: AuditKind,
    *,
    process_id: UUID | None = None,
    actor_id: UUID | None = None,
    on_authority_of: UUID | None = None,
    about: UUID | None = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Add an event to the chain of its process, in the transaction of what happened.

    Without a process the chain is that of `about`, a person or a unit. `data` holds ids, codes
    and numbers only (ValueError otherwise). The chain stays locked until the transaction ends;
    who writes to two chains writes first to the application's and then to the case's. The events
    are written last of all, together; `written` lets them be read before.
    """
    chain = await store.lock_chain(session, process_id or about or NOBODY)
    moment = at or clock.now()
    content = rules.plain(dict(data or {}))
    number = chain.number + 1
    entry = AuditEvent(
        chain=chain.chain,
        number=number,
        at=moment,
        kind=kind,
        actor_id=actor_id,
        on_authority_of=on_authority_of,
        about=about,
        data=content,
        previous_hash=chain.head,
        hash=rules.event_hash(
            chain=chain.chain,
            number=number,
            at=moment,
            kind=kind,
            actor_id=actor_id,
            on_authority_of=on_authority_of,
            about=about,
            data=content,
            previous_hash=chain.head,
        ),
    )
    chain.number, chain.head = number, entry.hash
    chain.events.append(entry)
    return entry


async def written(session: AsyncSession) -> None:
    """Write the events of this transaction now, to be read in it."""
    await store.write(session)


async def hold(session: AsyncSession, process_id: UUID) -> None:
    """Let nobody else write to the chain of a process until the transaction ends."""
    await store.lock_chain(session, process_id)


async def record_decided(
    session: AsyncSession,
    decision: Decision,
    kind: AuditKind,
    *,
    about: UUID | None = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Add the event of a decision that was recorded, to the chain of the process it was put to."""
    return await record(
        session,
        kind,
        process_id=decision.process_id,
        actor_id=decision.actor_id,
        on_authority_of=decision.on_authority_of,
        about=about,
        data={"decision": decision.id, **(data or {})},
        at=at,
    )


async def take_in(session: AsyncSession, chain: UUID, other: UUID) -> AuditEvent:
    """Let a chain cover another one as it stands: a case takes in its applications."""
    head = await store.lock_chain(session, other)
    covered = {"number": head.number, "head": head.head}
    return await record(
        session, AuditKind.CHAIN_TAKEN_IN, process_id=chain, about=other, data=covered
    )


async def write_root(session: AsyncSession, at: datetime) -> AuditRoot | None:
    """Cover every head that moved since the last root; None if none did. Safe to run twice."""
    last = await store.lock_roots(session)
    moved = await store.moved_heads(session)
    if not moved:
        return None
    number = last.number + 1 if last else 1
    previous = last.digest if last else rules.GENESIS
    heads = [(head.chain, head.number, head.head) for head in moved]
    root = AuditRoot(
        number=number,
        at=at,
        heads=len(moved),
        digest=rules.root_digest(number, at, heads, previous),
        previous=previous,
    )
    session.add(root)
    await session.flush()
    session.add_all(
        AuditRootHead(chain=head.chain, number=head.number, head=head.head, root=number)
        for head in moved
    )
    return root


@dataclass(frozen=True)
class Fault:
    """Something in the audit that is not as it was written."""

    what: str
    """changed, gap, broken_link, head_differs, chain_missing, events_missing,
    taken_in_differs, root_changed, root_gap or root_head_differs"""
    chain: UUID | None = None
    number: int | None = None


@dataclass
class Report:
    """What a verification read, and what it found wrong."""

    chains: int = 0
    events: int = 0
    roots: int = 0
    faults: list[Fault] = field(default_factory=list[Fault])

    @property
    def whole(self) -> bool:
        return not self.faults


Vouched = dict[tuple[UUID, int], set[tuple[str, str]]]
"""Heads that a root or another chain covers, with what it is called if they differ."""


async def verify(session: AsyncSession) -> Report:
    """Read the whole audit again: every event, chain, chain taken in, and root.

    Wants a transaction in which nothing was read before, so that it sees one instant.
    """
    await store.see_one_instant(session)
    report = Report()
    vouched: Vouched = {}
    await _verify_roots(session, report, vouched)
    for head in await store.taken_in(session, AuditKind.CHAIN_TAKEN_IN):
        vouched.setdefault((head.chain, head.number), set()).add((head.head, "taken_in_differs"))
    await _verify_events(session, report, vouched)
    report.faults.extend(
        Fault(what, chain, number)
        for (chain, number), missing in vouched.items()
        for _, what in missing
    )
    return report


async def _verify_roots(session: AsyncSession, report: Report, vouched: Vouched) -> None:
    previous = rules.GENESIS
    for expected, root in enumerate(await store.roots(session), start=1):
        report.roots += 1
        heads = await store.root_heads(session, root.number)
        covered = [(head.chain, head.number, head.head) for head in heads]
        if root.number != expected:
            report.faults.append(Fault("root_gap", number=root.number))
        digest = rules.root_digest(root.number, root.at, covered, previous)
        if (root.previous, root.digest, root.heads) != (previous, digest, len(heads)):
            report.faults.append(Fault("root_changed", number=root.number))
        previous = root.digest
        for head in heads:
            covers = vouched.setdefault((head.chain, head.number), set())
            covers.add((head.head, "root_head_differs"))


async def _verify_events(session: AsyncSession, report: Report, vouched: Vouched) -> None:
    """Check each event; of `vouched` only what was not found as it should be is left."""
    heads = await store.heads(session)
    ends: dict[UUID, tuple[int, str]] = {}
    async for event in store.events(session):
        report.events += 1
        number, previous = ends.get(event.chain, (0, rules.GENESIS))
        _verify_event(report, event, number, previous)
        ends[event.chain] = (event.number, event.hash)
        for head, what in vouched.pop((event.chain, event.number), ()):
            if head != event.hash:
                report.faults.append(Fault(what, event.chain, event.number))
    report.chains = len(ends)
    for chain, (number, last) in ends.items():
        end = heads.pop(chain, None)
        if end is None:
            report.faults.append(Fault("chain_missing", chain))
        elif (end.number, end.head) != (number, last):
            report.faults.append(Fault("head_differs", chain, number))
    report.faults.extend(
        Fault("events_missing", chain) for chain, end in heads.items() if end.number
    )


def _verify_event(report: Report, event: Written, number: int, previous: str) -> None:
    if event.number != number + 1:
        report.faults.append(Fault("gap", event.chain, event.number))
    elif event.previous_hash != previous:
        report.faults.append(Fault("broken_link", event.chain, event.number))
    computed = rules.event_hash(
        chain=event.chain,
        number=event.number,
        at=event.at,
        kind=event.kind,
        actor_id=event.actor_id,
        on_authority_of=event.on_authority_of,
        about=event.about,
        data=event.data,
        previous_hash=event.previous_hash,
    )
    if computed != event.hash:
        report.faults.append(Fault("changed", event.chain, event.number))
