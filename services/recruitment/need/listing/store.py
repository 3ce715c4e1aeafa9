"""The query of the list of cases: who sees which, and what a line tells."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    ScalarSelect,
    String,
    and_,
    cast,
    func,
    literal,
    literal_column,
    or_,
    true,
)
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit.clock import OSLO
from services.kit.i18n import LANGUAGES
from services.kit.paging import Asked, Page, page, total
from services.organisation.absences.store import absent_with_deputy
from services.organisation.occupations import OCCUPATIONS, occupation_name
from services.organisation.tables import Person, Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.need.listing.schemas import Followed, Line, Seer, Wanted
from services.recruitment.need.tables import CaseMember, Recruitment
from services.tasks.tables import Task
from workflows.payloads.codes import NO_STEPS, Phase, Relation

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a case that waits for nobody is due, for sorting."""
STEPS = (AuditKind.CASE_STARTED, AuditKind.CASE_PHASE_ENTERED)
"""What the audit says when a case comes to where it then stays."""
LATELY = timedelta(days=730)
"""What is usual was so within this time,"""
LATEST = 1000
"""and so often: the median of all there ever was would cost each look at the list more."""
ENOUGH = 5
"""Stays below which nothing is usual."""
DAY = 24 * 3600


async def listed(
    session: AsyncSession, wanted: Wanted, seer: Seer, asked: Asked, at: datetime
) -> Page[Line]:
    """A page of the cases somebody may see: with a part in them, or HR of their unit."""
    query, due_at = _query(wanted, seer, at)
    found = await _page(session, query, due_at, wanted, asked)
    return found.shown(lambda row: Line(*row))


async def followed(
    session: AsyncSession, wanted: Wanted, seer: Seer, asked: Asked, at: datetime
) -> Page[Followed]:
    """The same with how long each has been where it is, and how many there are: one statement."""
    query, due_at = _query(wanted, seer, at)
    every = query.with_only_columns(col(Recruitment.id)).subquery()
    usual = _usual(at)
    query = query.add_columns(
        func.coalesce(_entered(), col(Recruitment.created_at)),
        usual.c.days,
        select_columns(func.count()).select_from(every).scalar_subquery(),
    ).outerjoin(
        usual,
        and_(
            usual.c.trust_id == col(Recruitment.trust_id), usual.c.phase == col(Recruitment.phase)
        ),
    )
    found = await _page(session, query, due_at, wanted, asked)
    return found.shown(lambda row: Followed(Line(*row[:-3]), *row[-3:]))


async def _page(
    session: AsyncSession, query: Any, due_at: Any, wanted: Wanted, asked: Asked
) -> Page[Any]:
    sorts: dict[str, Any] = {
        "created_at": col(Recruitment.created_at),
        "wanted_start": col(Recruitment.wanted_start),
        "due_at": func.coalesce(due_at, literal(NEVER, DateTime(timezone=True))),
        "unit": col(Unit.name),
    }
    return await page(
        session,
        query,
        asked,
        by=sorts[wanted.sort.removeprefix("-")],
        id=col(Recruitment.id),
        descending=wanted.sort.startswith("-"),
    )


async def counted(session: AsyncSession, wanted: Wanted, seer: Seer, at: datetime) -> int:
    """How many there are on all pages together."""
    query, _due_at = _query(wanted, seer, at)
    return await total(session, query.with_only_columns(col(Recruitment.id)))


def _query(wanted: Wanted, seer: Seer, at: datetime) -> tuple[Any, ColumnElement[datetime]]:
    """The cases, and when what each waits for is due."""
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
    if wanted.due:
        begin, end = wanted.due
        query = query.where(
            or_(
                and_(task.c.due_at >= begin, task.c.due_at < end),
                and_(
                    col(Recruitment.phase) == Phase.ADVERTISED,
                    advert.c.closes_at >= begin,
                    advert.c.closes_at < end,
                ),
            )
        )
    if wanted.text:
        query = query.where(_called(wanted.text, advert.c.texts))
    return query, task.c.due_at


def _entered() -> ScalarSelect[datetime]:
    """When a case came to where it is."""
    return (
        select_columns(col(AuditEvent.at))
        .where(
            col(AuditEvent.chain) == col(Recruitment.id),
            col(AuditEvent.kind).in_(STEPS),
        )
        .order_by(col(AuditEvent.number).desc())
        .limit(1)
        .correlate(Recruitment)
        .scalar_subquery()
    )


def _usual(at: datetime) -> CTE:
    """The median of the days that cases, open and closed, stayed where they left of late."""
    step, before = aliased(AuditEvent), aliased(AuditEvent)
    left = (
        select_columns(
            col(step.chain),
            col(step.number),
            col(step.at),
            col(step.data)["from"].as_string().label("phase"),
        )
        # As it stands in the index, which a parameter would not be seen to match.
        .where(col(step.kind) == literal_column(f"'{AuditKind.CASE_PHASE_ENTERED}'"))
        .where(col(step.at) > at - LATELY)
        .order_by(col(step.at).desc())
        .limit(LATEST)
        .subquery("left_of_late")
    )
    came = (
        select_columns(col(before.at))
        .where(
            col(before.chain) == left.c.chain,
            col(before.number) < left.c.number,
            col(before.kind).in_(STEPS),
        )
        .order_by(col(before.number).desc())
        .limit(1)
        .lateral("came")
    )
    case = aliased(Recruitment)
    days = func.extract("epoch", left.c.at - came.c.at) / DAY
    return (
        select_columns(
            col(case.trust_id),
            left.c.phase,
            func.percentile_cont(0.5).within_group(days).label("days"),
        )
        .select_from(left)
        .join(came, true())
        .join(case, col(case.id) == left.c.chain)
        .group_by(col(case.trust_id), left.c.phase)
        .having(func.count() >= ENOUGH)
        .cte("usual")
    )


def _called(text: str, texts: Any) -> ColumnElement[bool]:
    """That a case is called like this, in either language."""
    small = text.lower()
    occupations = [
        code
        for code in OCCUPATIONS
        if any(small in occupation_name(code, language).lower() for language in LANGUAGES)
    ]
    like = [
        column.icontains(text, autoescape=True)
        for column in (
            texts["nb"]["title"].as_string(),
            texts["en"]["title"].as_string(),
            col(Unit.name),
            col(Unit.name_en),
        )
    ]
    number = cast(col(Recruitment.id), String).istartswith(text, autoescape=True)
    return or_(*like, col(Recruitment.occupation_styrk08).in_(occupations), number)


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
