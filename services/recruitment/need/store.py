"""Every query of the need: the case, its members, and what was said and decided of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, ScalarSelect, Uuid, func, literal, true
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit.clock import OSLO
from services.kit.errors import NotFound
from services.kit.paging import Asked, Page, page
from services.organisation.absences.store import absent_with_deputy
from services.organisation.tables import Person, Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.need.listing import Line, Seer, Wanted
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
from workflows.payloads.codes import NO_STEPS, Relation, StepCode

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a case that waits for nobody is due, for sorting."""


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


def _named(relation: Relation) -> ScalarSelect[str]:
    """The name of the first member with a part."""
    return (
        select_columns(col(Person.name))
        .join(CaseMember, col(CaseMember.person_id) == col(Person.id))
        .where(
            col(CaseMember.recruitment_id) == col(Recruitment.id),
            col(CaseMember.relation) == relation,
            col(CaseMember.left_at).is_(None),
        )
        .order_by(col(CaseMember.created_at), col(CaseMember.id))
        .limit(1)
        .correlate(Recruitment)
        .scalar_subquery()
    )


def _with_part(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a case has a present member of whom this is true."""
    part = select_columns(col(CaseMember.recruitment_id)).where(
        col(CaseMember.left_at).is_(None), *conditions
    )
    return col(Recruitment.id).in_(part)


async def listed(
    session: AsyncSession, wanted: Wanted, seer: Seer, asked: Asked, at: datetime
) -> Page[Line]:
    """A page of the cases somebody may see: with a part in them, or HR of their unit."""
    advert = (
        select_columns(col(Advert.texts), col(Advert.closes_at))
        .where(col(Advert.recruitment_id) == col(Recruitment.id))
        .order_by(col(Advert.round).desc())
        .limit(1)
        .lateral("latest_advert")
    )
    task = (
        select_columns(
            col(Task.step), col(Task.assignee_id), col(Task.created_at), col(Task.due_at)
        )
        .where(
            col(Task.process_id) == col(Recruitment.id),
            col(Task.state).in_(("open", "stopped")),
            col(Task.step).not_in(NO_STEPS),
        )
        .order_by(col(Task.due_at), col(Task.id))
        .limit(1)
        .lateral("next_task")
    )
    applications = (
        select_columns(func.count(col(Application.id)))
        .where(col(Application.recruitment_id) == col(Recruitment.id))
        .correlate(Recruitment)
        .scalar_subquery()
    )
    assignee = (
        select_columns(col(Person.name))
        .where(col(Person.id) == task.c.assignee_id)
        .scalar_subquery()
    )
    # More columns than SQLModel has types for.
    query: Any = (
        select_columns(
            col(Recruitment.id),
            col(Unit.id),
            col(Unit.name),
            col(Unit.name_en),
            advert.c.texts["nb"]["title"].as_string(),
            advert.c.texts["en"]["title"].as_string(),
            col(Recruitment.phase),
            col(Recruitment.ending),
            col(Recruitment.position),
            col(Recruitment.percentage),
            col(Recruitment.occupation_styrk08),
            col(Recruitment.wanted_start),
            col(Recruitment.created_at),
            advert.c.closes_at,
            _named(Relation.HIRING_MANAGER),
            _named(Relation.HR_ADVISER),
            applications,
            task.c.step,
            assignee,
            task.c.created_at,
            task.c.due_at,
        )
        .join(Unit, col(Unit.id) == col(Recruitment.unit_id))
        .outerjoin(advert, true())
        .outerjoin(task, true())
        .where(_seen_by(seer, at), *_asked_for(wanted, seer))
    )
    if wanted.late:
        query = query.where(task.c.due_at < at)
    sorts: dict[str, Any] = {
        "created_at": col(Recruitment.created_at),
        "wanted_start": col(Recruitment.wanted_start),
        "due_at": func.coalesce(task.c.due_at, literal(NEVER, DateTime(timezone=True))),
        "unit": col(Unit.name),
    }
    found: Page[Any] = await page(
        session,
        query,
        asked,
        by=sorts[wanted.sort.removeprefix("-")],
        id=col(Recruitment.id),
        descending=wanted.sort.startswith("-"),
    )
    return found.shown(lambda row: Line(*row))


def _seen_by(seer: Seer, at: datetime) -> ColumnElement[bool]:
    absent = absent_with_deputy(seer.person_id, at.astimezone(OSLO).date())
    part = _with_part(
        (col(CaseMember.person_id) == seer.person_id)
        | col(CaseMember.person_id).in_(select_columns(absent.c.person_id))
    )
    if not seer.hr_units:
        return part
    return part | _in_tree(seer.hr_units, "units_seen")


def _in_tree(units: Collection[UUID], name: str) -> ColumnElement[bool]:
    """That a case is of one of these units, or of one below them; `name` is the expression's."""
    start = select_columns(col(Unit.id)).where(col(Unit.id).in_(units))
    tree = start.cte(name, recursive=True)
    tree = tree.union(select_columns(col(Unit.id)).where(col(Unit.parent_id) == tree.c.id))
    return col(Recruitment.unit_id).in_(select_columns(tree.c.id))


def _asked_for(wanted: Wanted, seer: Seer) -> Iterable[ColumnElement[bool]]:
    if wanted.unit:
        yield _in_tree([wanted.unit], "units_wanted")
    if wanted.phase:
        yield col(Recruitment.phase).in_(wanted.phase)
    if wanted.occupation:
        yield col(Recruitment.occupation_styrk08) == wanted.occupation
    if wanted.adviser:
        yield _with_part(
            col(CaseMember.relation) == Relation.HR_ADVISER,
            col(CaseMember.person_id) == wanted.adviser,
        )
    if wanted.mine:
        yield _with_part(col(CaseMember.person_id) == seer.person_id)
    if wanted.open:
        yield col(Recruitment.ending).is_(None)
