"""Answering everybody at once, and what closing a case looks up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit.files.tables import StoredFile
from services.kit.processes.tables import Outbox, Process
from services.kit.tracing import current_trace
from services.organisation.tables import Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.casefile.rules import ENDS
from services.recruitment.casefile.tables import DecisionFile
from services.recruitment.offer.store import ALIVE
from services.recruitment.offer.tables import Offer
from services.selection.interviews.tables import Interview
from workflows.payloads.codes import Fact


async def application(session: AsyncSession, application_id: UUID) -> Application:
    return await session.get_one(Application, application_id)


async def standing_offers(session: AsyncSession, recruitment_id: UUID) -> list[Offer]:
    """Offers that were sent or accepted and still bind."""
    query = select(Offer).where(Offer.recruitment_id == recruitment_id, col(Offer.state).in_(ALIVE))
    return list(await session.exec(query))


async def hire(session: AsyncSession, recruitment_id: UUID) -> None:
    """Whoever accepted the offer that stands is hired."""
    accepted = select(Offer.application_id).where(
        Offer.recruitment_id == recruitment_id, Offer.state == "accepted"
    )
    await session.exec(
        update(Application)
        .where(col(Application.id).in_(accepted), col(Application.withdrawn_at).is_(None))
        .values(state="hired")
    )


async def reject_rest(session: AsyncSession, recruitment_id: UUID) -> int:
    """Everybody without an end is rejected; returns how many."""
    rejected = await session.exec(
        update(Application)
        .where(
            col(Application.recruitment_id) == recruitment_id,
            col(Application.state).not_in(ENDS),
            col(Application.withdrawn_at).is_(None),
        )
        .values(state="rejected")
    )
    return rejected.rowcount


async def tell_answered(session: AsyncSession, recruitment_id: UUID, at: datetime) -> int:
    """Tell each process of an application that its final answer is due, once.

    The processes are locked in the order of their ids, so that two such statements cannot block
    each other; whoever withdrew is answered by their own process.
    """
    told = exists().where(
        col(Outbox.process_id) == Application.id, col(Outbox.fact) == Fact.CANDIDATE_ANSWERED
    )
    waiting = (
        select(Process.id)
        .join(Application, col(Application.id) == Process.id)
        .where(
            Application.recruitment_id == recruitment_id,
            col(Application.withdrawn_at).is_(None),
            col(Application.answered_at).is_(None),
            ~told,
        )
        .order_by(col(Process.id))
        .with_for_update(of=Process)
    )
    ids = list(await session.exec(waiting))
    if not ids:
        return 0
    allot = (
        update(Process)
        .where(col(Process.id).in_(ids))
        .values(next_number=col(Process.next_number) + 1)
        .returning(col(Process.id), col(Process.next_number) - 1)
        .execution_options(synchronize_session=False)
    )
    trace = current_trace()
    session.add_all(
        Outbox(
            process_id=process_id,
            number=number,
            fact=Fact.CANDIDATE_ANSWERED,
            about=process_id,
            created_at=at,
            trace=trace,
        )
        for process_id, number in (await session.exec(allot)).all()
    )
    await session.flush()
    return len(ids)


async def unanswered(session: AsyncSession, recruitment_id: UUID) -> int:
    """How many have not had their final answer, or the confirmation of their withdrawal."""
    query = select(func.count()).where(
        Application.recruitment_id == recruitment_id, col(Application.answered_at).is_(None)
    )
    return (await session.exec(query)).one()


async def applications(session: AsyncSession, recruitment_id: UUID) -> list[Application]:
    """Every application of a case, by number; those withdrawn before the deadline have none."""
    query = (
        select(Application)
        .where(Application.recruitment_id == recruitment_id)
        .order_by(col(Application.number).nulls_last(), col(Application.received_at))
    )
    return list(await session.exec(query))


async def interviewed(session: AsyncSession, application_id: UUID) -> bool:
    query = select(
        exists().where(
            col(Interview.application_id) == application_id, col(Interview.state) != "cancelled"
        )
    )
    return bool((await session.exec(query)).one())


async def accepted_offer(session: AsyncSession, application_id: UUID) -> Offer:
    query = select(Offer).where(Offer.application_id == application_id, Offer.state == "accepted")
    return (await session.exec(query)).one()


async def advert_of(session: AsyncSession, application: Application) -> Advert:
    return await session.get_one(Advert, application.advert_id)


async def happened(session: AsyncSession, chain: UUID, kind: AuditKind) -> bool:
    """Whether an event of this kind stands in a chain."""
    query = select(exists().where(col(AuditEvent.chain) == chain, col(AuditEvent.kind) == kind))
    return bool((await session.exec(query)).one())


async def decision_file(session: AsyncSession, recruitment_id: UUID) -> DecisionFile | None:
    query = select(DecisionFile).where(DecisionFile.recruitment_id == recruitment_id)
    return (await session.exec(query)).one_or_none()


async def file(session: AsyncSession, file_id: UUID) -> StoredFile:
    return await session.get_one(StoredFile, file_id)


async def unit(session: AsyncSession, unit_id: UUID) -> Unit:
    return await session.get_one(Unit, unit_id)
