"""Every query of onboardings."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit.paging import Asked, Page, page
from services.onboarding.tables import Onboarding
from services.organisation.tables import Person, Unit
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.offer.tables import Offer
from services.tasks.tables import Task
from workflows.payloads.codes import Relation

LEADING = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)


async def of_offer(
    session: AsyncSession, offer_id: UUID, *, lock: bool = False
) -> Onboarding | None:
    query = select(Onboarding).where(Onboarding.offer_id == offer_id)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def add_unless_there(session: AsyncSession, row: Onboarding) -> bool:
    """Write an onboarding, unless it or one of its offer is there or is just being written."""
    statement = insert(Onboarding).values(**row.model_dump()).on_conflict_do_nothing()
    written = await PlainSession.execute(session, statement.returning(col(Onboarding.id)))
    return written.first() is not None


async def last_said(session: AsyncSession, chain: UUID) -> dict[str, Any] | None:
    """What the last event of a chain says."""
    query = select(AuditEvent).where(AuditEvent.chain == chain)
    last = (await session.exec(query.order_by(col(AuditEvent.number).desc()).limit(1))).first()
    return last.data if last else None


async def unit_called(session: AsyncSession, name: str) -> Unit | None:
    """The one unit with this id or this organisation number."""
    try:
        query = select(Unit).where(Unit.id == UUID(name))
    except ValueError:
        query = select(Unit).where(Unit.organisation_number == name)
    found = (await session.exec(query.limit(2))).all()
    return found[0] if len(found) == 1 else None


async def one(session: AsyncSession, onboarding_id: UUID) -> Onboarding | None:
    return await session.get(Onboarding, onboarding_id)


async def withdrawn_offers(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """Offers of a case that were handed over and have been withdrawn since."""
    query = (
        select(Offer.id)
        .join(Onboarding, col(Onboarding.offer_id) == Offer.id)
        .where(Offer.recruitment_id == recruitment_id, Offer.state == "withdrawn")
    )
    return list(await session.exec(query))


async def locked(session: AsyncSession, onboarding_id: UUID) -> Onboarding | None:
    """The onboarding, read again and locked until the transaction ends."""
    query = (
        select(Onboarding)
        .where(Onboarding.id == onboarding_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).one_or_none()


async def accepted(session: AsyncSession, offer_id: UUID) -> tuple[Recruitment, Offer, UUID] | None:
    """The case, its accepted offer, locked, and who accepted it; None if it does not stand."""
    query = (
        select(Recruitment, Offer, Application.person_id)
        .join(Offer, col(Offer.recruitment_id) == Recruitment.id)
        .join(Application, col(Application.id) == Offer.application_id)
        .where(Offer.id == offer_id, Offer.state == "accepted")
        .with_for_update(of=Offer)
    )
    return (await session.exec(query)).one_or_none()


async def seen(
    session: AsyncSession, person_id: UUID, units: Collection[UUID], asked: Asked
) -> Page[tuple[Onboarding, str]]:
    """Newcomers that somebody sees, with their names: by role, from the case, or by the task."""
    query = (
        select(Onboarding, Person.name)
        .join(Person, col(Person.id) == Onboarding.person_id)
        .where(_visible(person_id, units))
    )
    return await page(session, query, asked, by=col(Onboarding.first_day), id=col(Onboarding.id))


async def seen_one(
    session: AsyncSession, onboarding_id: UUID, person_id: UUID, units: Collection[UUID]
) -> tuple[Onboarding, str] | None:
    """One of those."""
    query = (
        select(Onboarding, Person.name)
        .join(Person, col(Person.id) == Onboarding.person_id)
        .where(Onboarding.id == onboarding_id, _visible(person_id, units))
    )
    return (await session.exec(query)).one_or_none()


def _visible(person_id: UUID, units: Collection[UUID]) -> ColumnElement[bool]:
    tree = select(col(Unit.id)).where(col(Unit.id).in_(units)).cte("below", recursive=True)
    tree = tree.union_all(select(col(Unit.id)).join(tree, col(Unit.parent_id) == tree.c.id))
    leads = exists().where(
        col(CaseMember.recruitment_id) == Onboarding.recruitment_id,
        col(CaseMember.person_id) == person_id,
        col(CaseMember.relation).in_(LEADING),
        col(CaseMember.left_at).is_(None),
    )
    has_task = exists().where(
        col(Task.process_id) == Onboarding.id,
        col(Task.assignee_id) == person_id,
        col(Task.state).in_(("open", "stopped")),
    )
    return or_(col(Onboarding.unit_id).in_(select(tree.c.id)), leads, has_task)
