"""Every query of the need: the case, its members, and what was said and decided of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, func, literal
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit.errors import NotFound
from services.kit.paging import Asked, Page, page
from services.organisation.tables import Person, Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import (
    Alternative,
    Approval,
    CaseMember,
    Discussion,
    PreferenceCheck,
    Recruitment,
)
from services.recruitment.offer.tables import Offer
from services.selection.conflicts.tables import Conflict
from services.selection.references.tables import Reference
from services.tasks.tables import Task
from workflows.payloads.codes import Relation, StepCode


@dataclass(frozen=True)
class Member:
    """Somebody's part in a case, with the name to show."""

    person_id: UUID
    relation: Relation
    name: str
    email: str
    left: bool


async def case(session: AsyncSession, recruitment_id: UUID) -> Recruitment:
    """The case; `NotFound` without it."""
    found = await session.get(Recruitment, recruitment_id)
    if found is None:
        raise NotFound
    return found


_HELD = "cases held"


async def locked(session: AsyncSession, recruitment_id: UUID) -> Recruitment:
    """The case, read again and locked until the transaction ends."""
    held: dict[UUID, Recruitment] = session.info.setdefault(_HELD, {})
    if recruitment_id in held:
        return held[recruitment_id]
    query = (
        select(Recruitment)
        .where(Recruitment.id == recruitment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound
    held[recruitment_id] = found
    return found


async def unit(session: AsyncSession, unit_id: UUID) -> Unit:
    return await session.get_one(Unit, unit_id)


async def members(session: AsyncSession, recruitment_id: UUID) -> list[Member]:
    """Everybody who has or had a part, in the order in which they came."""
    query = (
        select(CaseMember, Person)
        .join(Person, col(Person.id) == col(CaseMember.person_id))
        .where(CaseMember.recruitment_id == recruitment_id)
        .order_by(col(CaseMember.created_at), col(CaseMember.id))
    )
    return [
        Member(
            person_id=person.id,
            relation=Relation(member.relation),
            name=person.name,
            email=person.email,
            left=member.left_at is not None,
        )
        for member, person in await session.exec(query)
    ]


async def member_rows(session: AsyncSession, recruitment_id: UUID) -> list[CaseMember]:
    query = select(CaseMember).where(CaseMember.recruitment_id == recruitment_id)
    return list(await session.exec(query))


async def with_part(session: AsyncSession, recruitment_id: UUID, relation: Relation) -> list[UUID]:
    """Who has this part now, in the order in which they came."""
    return list(await session.exec(_holders(recruitment_id, relation)))


def _holders(recruitment_id: UUID, relation: Relation) -> SelectOfScalar[UUID]:
    return (
        select(CaseMember.person_id)
        .where(
            CaseMember.recruitment_id == recruitment_id,
            CaseMember.relation == relation,
            col(CaseMember.left_at).is_(None),
        )
        .order_by(col(CaseMember.created_at), col(CaseMember.id))
    )


async def known_people(session: AsyncSession, people: Collection[UUID]) -> set[UUID]:
    """Which of these people there are."""
    return set(await session.exec(select(Person.id).where(col(Person.id).in_(people))))


async def person(session: AsyncSession, person_id: UUID) -> Person:
    return await session.get_one(Person, person_id)


async def names(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, str]:
    query = select(Person.id, Person.name).where(col(Person.id).in_(people))
    return dict((await session.exec(query)).all())


async def applicants(session: AsyncSession, recruitment_id: UUID) -> set[UUID]:
    """Who has applied; not in whose name somebody else has."""
    query = select(Application.person_id).where(
        Application.recruitment_id == recruitment_id, col(Application.disowned_at).is_(None)
    )
    return set(await session.exec(query))


async def conflicted(
    session: AsyncSession, recruitment_id: UUID, application_id: UUID | None
) -> set[UUID]:
    """Who has declared a conflict: with this applicant, or with anyone when none is given."""
    query = select(Conflict.person_id).where(Conflict.recruitment_id == recruitment_id)
    if application_id:
        query = query.where(Conflict.application_id == application_id)
    return set(await session.exec(query))


async def application(session: AsyncSession, application_id: UUID) -> Application | None:
    return await session.get(Application, application_id)


async def application_of_offer(session: AsyncSession, offer_id: UUID) -> Application | None:
    """The application an offer was made to."""
    query = (
        select(Application)
        .join(Offer, col(Offer.application_id) == col(Application.id))
        .where(Offer.id == offer_id)
    )
    return (await session.exec(query)).one_or_none()


async def referee(session: AsyncSession, reference_id: UUID) -> UUID | None:
    query = select(Reference.person_id).where(Reference.id == reference_id)
    return (await session.exec(query)).one_or_none()


async def latest_advert(session: AsyncSession, recruitment_id: UUID) -> Advert | None:
    """The advert of the last round."""
    query = (
        select(Advert)
        .where(Advert.recruitment_id == recruitment_id)
        .order_by(col(Advert.round).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def post(
    session: AsyncSession, recruitment_id: UUID
) -> tuple[Recruitment, Unit, Advert | None, Person | None]:
    """A case with its unit, its latest advert, and whom to ask; `NotFound` without it.

    One statement, because every letter about a case asks.
    """
    latest = (
        select_columns(col(Advert.id))
        .where(col(Advert.recruitment_id) == recruitment_id)
        .order_by(col(Advert.round).desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Recruitment, Unit, Advert, Person)
        .join(Unit, col(Unit.id) == col(Recruitment.unit_id))
        .outerjoin(Advert, col(Advert.id) == latest)
        .outerjoin(
            Person,
            col(Person.id) == _contact_id(recruitment_id, col(Advert.contact_person_id)),
        )
        .where(Recruitment.id == recruitment_id)
    )
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def contact(session: AsyncSession, recruitment_id: UUID, named: UUID | None) -> Person | None:
    """Whom to ask about a case."""
    query = select(Person).where(Person.id == _contact_id(recruitment_id, literal(named, Uuid())))
    return (await session.exec(query)).one_or_none()


def _contact_id(
    recruitment_id: UUID, named: ColumnElement[UUID | None] | Mapped[UUID | None]
) -> ColumnElement[UUID | None]:
    """Whoever the advert names, else the hiring manager, else the HR adviser."""
    return func.coalesce(
        named,
        *(
            _holders(recruitment_id, relation).limit(1).scalar_subquery()
            for relation in (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
        ),
    )


async def withdraw_adverts(session: AsyncSession, recruitment_id: UUID) -> None:
    """No advert of the case takes applications any longer."""
    await session.exec(
        update(Advert)
        .where(
            col(Advert.recruitment_id) == recruitment_id,
            col(Advert.state).in_(("draft", "scheduled", "open")),
        )
        .values(state="withdrawn")
    )


async def alternatives(session: AsyncSession, recruitment_id: UUID) -> list[Alternative]:
    query = select(Alternative).where(Alternative.recruitment_id == recruitment_id)
    return list(await session.exec(query))


async def approvals(session: AsyncSession, recruitment_id: UUID) -> list[Approval]:
    query = (
        select(Approval)
        .where(Approval.recruitment_id == recruitment_id)
        .order_by(col(Approval.created_at))
    )
    return list(await session.exec(query))


async def events(session: AsyncSession, recruitment_id: UUID, asked: Asked) -> Page[AuditEvent]:
    """What happened in the case, in order."""
    query = select(AuditEvent).where(AuditEvent.chain == recruitment_id)
    return await page(session, query, asked, by=col(AuditEvent.number), id=col(AuditEvent.chain))


async def discussions(session: AsyncSession, recruitment_id: UUID) -> list[Discussion]:
    query = (
        select(Discussion)
        .where(Discussion.recruitment_id == recruitment_id)
        .order_by(col(Discussion.created_at))
    )
    return list(await session.exec(query))


async def preference_checks(session: AsyncSession, recruitment_id: UUID) -> list[PreferenceCheck]:
    query = (
        select(PreferenceCheck)
        .where(PreferenceCheck.recruitment_id == recruitment_id)
        .order_by(col(PreferenceCheck.created_at))
    )
    return list(await session.exec(query))


async def step_passed(session: AsyncSession, process_id: UUID, step: StepCode) -> bool:
    """Whether a step ended without an answer: its default was taken, or somebody skipped it."""
    query = select(Task.id).where(
        Task.process_id == process_id,
        Task.step == step,
        col(Task.state).in_(("defaulted", "skipped")),
    )
    return (await session.exec(query)).first() is not None


async def void_approvals(session: AsyncSession, recruitment_id: UUID, at: datetime) -> None:
    """Take back every approval that stands."""
    await session.exec(
        update(Approval)
        .where(
            col(Approval.recruitment_id) == recruitment_id,
            col(Approval.approved),
            col(Approval.voided_at).is_(None),
        )
        .values(voided_at=at)
    )
