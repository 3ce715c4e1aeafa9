"""Every query about messages."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.candidates.applications.tables import Application
from services.kit.paging import Asked, Page, page
from services.kit.processes.tables import Process
from services.messages.tables import Message
from services.organisation.tables import Person, Unit
from services.organisation.units.store import below
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer.tables import Offer
from services.selection.conflicts.tables import Conflict
from services.selection.interviews.tables import Interview
from services.selection.references.tables import Reference
from services.selection.screening.tables import FirstReview
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import MessageState, SendLetter


async def find(session: AsyncSession, letter: SendLetter) -> Message | None:
    """The message of a business key, locked."""
    key = (
        Message.process_id == letter.process,
        Message.kind == letter.kind,
        col(Message.about).is_not_distinct_from(letter.about),
        Message.to_id == letter.to,
        Message.occurrence == letter.occurrence,
    )
    return (await session.exec(select(Message).where(*key).with_for_update())).one_or_none()


async def lock(session: AsyncSession, message_id: UUID) -> Message:
    """One message, locked."""
    return (
        await session.exec(select(Message).where(Message.id == message_id).with_for_update())
    ).one()


async def unsent(session: AsyncSession, process_id: UUID) -> Sequence[Message]:
    """The letters of a process that wait or are under way, locked."""
    query = select(Message).where(Message.process_id == process_id, _under_way())
    return (await session.exec(query.order_by(col(Message.id)).with_for_update())).all()


async def left_behind(session: AsyncSession) -> Sequence[Message]:
    """The letters of processes that have ended which wait or are under way, locked."""
    query = (
        select(Message)
        .join(Process, col(Process.id) == col(Message.process_id))
        .where(col(Process.ended_at).is_not(None), _under_way())
        .order_by(col(Message.id))
        .with_for_update(of=Message)
    )
    return (await session.exec(query)).all()


def _under_way() -> ColumnElement[bool]:
    return col(Message.state).in_((MessageState.QUEUED, MessageState.SENDING))


async def process(session: AsyncSession, process_id: UUID) -> Process:
    """The process a letter belongs to."""
    return await session.get_one(Process, process_id)


async def left_at(
    session: AsyncSession, process_id: UUID, kind: LetterKind, about: UUID
) -> datetime | None:
    """When the first letter of a kind about something left."""
    query = select(func.min(col(Message.sent_at))).where(
        Message.process_id == process_id, Message.kind == kind, Message.about == about
    )
    return (await session.exec(query)).one()


async def person(session: AsyncSession, person_id: UUID) -> Person:
    """Whom a letter is written to."""
    return await session.get_one(Person, person_id)


async def trust(session: AsyncSession, process_id: UUID) -> Unit:
    """The trust whose process it is, and in whose name it is written."""
    query = select(Unit).join(Process, col(Process.trust_id) == Unit.id)
    return (await session.exec(query.where(Process.id == process_id))).one()


def listed(
    units: Collection[UUID],
    *,
    state: MessageState | None = None,
    kind: LetterKind | None = None,
    process_id: UUID | None = None,
    case_id: UUID | None = None,
) -> SelectOfScalar[Message]:
    """The letters of these units and everything below them; `case_id` with its applications."""
    query = select(Message).where(_seen_from(units))
    if state is not None:
        query = query.where(Message.state == state)
    if kind is not None:
        query = query.where(Message.kind == kind)
    if process_id is not None:
        query = query.where(Message.process_id == process_id)
    if case_id is not None:
        parts = select(Process.id).where(Process.parent_id == case_id)
        query = query.where(
            or_(col(Message.process_id) == case_id, col(Message.process_id).in_(parts))
        )
    return query


async def newest(
    session: AsyncSession, query: SelectOfScalar[Message], asked: Asked
) -> Page[Message]:
    """A page of letters, the newest first."""
    return await page(
        session, query, asked, by=col(Message.queued_at), id=col(Message.id), descending=True
    )


async def these(
    session: AsyncSession, units: Collection[UUID], messages: Collection[UUID]
) -> Sequence[Message]:
    """Those of some letters that are of these units or below them."""
    query = select(Message).where(_seen_from(units), col(Message.id).in_(messages))
    return (await session.exec(query)).all()


async def seen(
    session: AsyncSession, units: Collection[UUID], message_id: UUID, *, lock: bool = False
) -> Message | None:
    """One letter, if it is of these units or below them."""
    query = select(Message).where(_seen_from(units), Message.id == message_id)
    if lock:
        query = query.with_for_update(of=Message)
    return (await session.exec(query)).one_or_none()


def _seen_from(units: Collection[UUID]) -> ColumnElement[bool]:
    tree = below(select_columns(col(Unit.id)).where(col(Unit.id).in_(units)))
    known = select_columns(tree.c.id)
    return or_(
        col(Message.unit_id).in_(known),
        and_(col(Message.unit_id).is_(None), col(Message.trust_id).in_(known)),
    )


async def hidden(
    session: AsyncSession, reader: UUID, messages: Collection[UUID]
) -> frozenset[UUID]:
    """Which of these letters are about an applicant whom a reader may not know.

    So it is until the reader has handed in a first review or the screening has judged the
    application, and always where the reader has applied for the post or has a conflict of interest
    with the applicant; with any, where one closes the whole case.
    """
    reviewed = exists().where(
        col(FirstReview.application_id) == Application.id, col(FirstReview.person_id) == reader
    )
    conflicted = exists().where(
        col(Conflict.recruitment_id) == Application.recruitment_id,
        col(Conflict.person_id) == reader,
        or_(
            col(Conflict.application_id) == Application.id,
            col(Recruitment.conflict_scope) == "case",
        ),
    )
    own = aliased(Application)
    applied = exists().where(
        col(own.recruitment_id) == Application.recruitment_id,
        col(own.person_id) == reader,
        col(own.disowned_at).is_(None),
    )
    of_application = or_(
        col(Application.id) == Message.process_id,
        and_(
            col(Application.recruitment_id) == Message.process_id,
            col(Application.person_id) == Message.person_id,
        ),
    )
    query = (
        select(Message.id)
        .join(Application, of_application)
        .join(Recruitment, col(Recruitment.id) == col(Application.recruitment_id))
        .where(
            col(Message.id).in_(messages),
            col(Message.person_id) != reader,
            or_(and_(col(Application.qualified).is_(None), ~reviewed), conflicted, applied),
        )
    )
    return frozenset(await session.exec(query))


async def erased(session: AsyncSession, about: UUID | None) -> bool:
    """Whether a thing belongs to an application that was erased, its letters with it.

    Locked, so that no letter is written while they are.
    """
    belongs = [
        col(Application.id).in_(select(table.application_id).where(table.id == about))
        for table in (Interview, Offer, Reference)
    ]
    query = (
        select(Application)
        .where(or_(col(Application.id) == about, *belongs))
        .with_for_update(read=True)
    )
    found = (await session.exec(query)).one_or_none()
    return found is not None and bool(found.erased_at and found.answered_at)


async def to_forget(
    session: AsyncSession, person_id: UUID, within: Collection[UUID] | None
) -> Sequence[Message]:
    """The letters to a person, all or those within some processes; locked.

    With the latter come all letters about these things, to whomever they went: a referee's tell
    of the candidate.
    """
    chosen = col(Message.person_id) == person_id
    if within is not None:
        chosen = or_(
            and_(chosen, col(Message.process_id).in_(within)), col(Message.about).in_(within)
        )
    return (await session.exec(select(Message).where(chosen).with_for_update())).all()
