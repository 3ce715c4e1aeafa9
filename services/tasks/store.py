"""Every query about tasks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col, func, or_, select, union
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.candidates.applications.tables import Application
from services.kit.processes.tables import Decision, Outbox, Process
from services.onboarding.tables import Onboarding
from services.organisation.tables import Absence, Employment, Unit
from services.organisation.units.store import below
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.nomination.tables import Nomination
from services.selection.conflicts.tables import Conflict
from services.tasks.rules import Kept
from services.tasks.tables import Task
from workflows.payloads.codes import NO_STEPS, Decided, Relation, StepCode
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import OpenTask

WAITING = ("open", "stopped")


async def unit_of(session: AsyncSession, process_id: UUID) -> UUID | None:
    """The unit a process belongs to; its working days and its superiors count."""
    kind = await session.get(Process, process_id)
    queries: dict[str, SelectOfScalar[UUID]] = {
        ProcessKind.RECRUITMENT: select(Recruitment.unit_id).where(Recruitment.id == process_id),
        ProcessKind.APPLICATION: select(Recruitment.unit_id)
        .join(Application, col(Application.recruitment_id) == col(Recruitment.id))
        .where(Application.id == process_id),
        ProcessKind.ONBOARDING: select(Onboarding.unit_id).where(Onboarding.id == process_id),
        ProcessKind.ABSENCE: select(Employment.unit_id)
        .join(Absence, col(Absence.person_id) == col(Employment.person_id))
        .where(Absence.id == process_id)
        .order_by(col(Employment.starts).desc())
        .limit(1),
    }
    return (await session.exec(queries[kind.kind])).one_or_none() if kind else None


async def parents(session: AsyncSession, processes: Collection[UUID]) -> dict[UUID, UUID]:
    """By process: the one it belongs to, or itself."""
    query = select(Process.id, func.coalesce(Process.parent_id, Process.id)).where(
        col(Process.id).in_(processes)
    )
    return dict((await session.exec(query)).all())


async def waiting(
    session: AsyncSession, process_id: UUID, step: StepCode | None, about: UUID | None
) -> Sequence[Task]:
    """Tasks of a process that wait for an answer, locked; of one step, about one thing, or all."""
    query = select(Task).where(Task.process_id == process_id, col(Task.state).in_(WAITING))
    # A failed letter stays on the list when the process goes on; what it goes on without, does not.
    query = query.where(Task.step == step if step else Task.step != StepCode.SEE_TO_LETTER)
    if about:
        query = query.where(or_(col(Task.about) == about, col(Task.about).is_(None)))
    return (await session.exec(query.order_by(col(Task.id)).with_for_update())).all()


async def occurrence(
    session: AsyncSession, process_id: UUID, step: StepCode, about: UUID | None, number: int
) -> Task | None:
    """The task of this occurrence, or an earlier one about the same thing that still waits."""
    query = (
        select(Task)
        .where(
            Task.process_id == process_id,
            Task.step == step,
            col(Task.about).is_not_distinct_from(about),
            or_(col(Task.occurrence) == number, col(Task.state).in_(WAITING)),
        )
        .order_by(col(Task.occurrence).desc())
        .limit(1)
        .with_for_update()
    )
    return (await session.exec(query)).one_or_none()


async def answered(session: AsyncSession, ask: OpenTask) -> bool:
    """Whether a fact has been recorded that answers a task, and its process has not heard yet."""
    query = select(Outbox.number).where(
        Outbox.process_id == ask.process,
        col(Outbox.number) > ask.heard,
        col(Outbox.fact).in_(ask.ended_by),
    )
    if ask.about:
        query = query.where(Outbox.about == ask.about)
    return (await session.exec(query.limit(1))).first() is not None


async def times(session: AsyncSession, process_id: UUID, step: StepCode, about: UUID) -> int:
    """How often a step was opened about one thing."""
    query = select(func.count(col(Task.id))).where(
        Task.process_id == process_id, Task.step == step, Task.about == about
    )
    return (await session.exec(query)).one()


async def trust_of(session: AsyncSession, process_id: UUID) -> UUID:
    """The trust whose process it is."""
    return (await session.exec(select(Process.trust_id).where(Process.id == process_id))).one()


async def barred(session: AsyncSession, task: Task) -> set[UUID]:
    """Who may not have a task of a recruitment, or of an application, whoever gives it to them.

    Whoever applied; whoever has a conflict of interest in the case, or, if that is its scope, with
    the applicant the task is about; and from what an approver or the union representative has to
    say, whoever leads the case or wrote what it is about.
    """
    case = await _case(session, task.process_id)
    if case is None:
        return set()
    out = set(
        await session.exec(
            select(Application.person_id).where(
                Application.recruitment_id == case.id, col(Application.disowned_at).is_(None)
            )
        )
    )
    conflicts = select(Conflict.person_id).where(Conflict.recruitment_id == case.id)
    if case.conflict_scope != "case":
        conflicts = conflicts.where(col(Conflict.application_id).in_([task.process_id, task.about]))
    out |= set(await session.exec(conflicts))
    if task.relation in {Relation.APPROVER, Relation.UNION_REPRESENTATIVE}:
        out |= await authors(session, case)
    return out


async def authors(session: AsyncSession, case: Recruitment) -> set[UUID]:
    """Who decides nothing that is written in a case.

    Whoever leads it, submitted its need, or wrote or submitted its nominations; and on whose
    authority it was submitted.
    """
    leading = select(CaseMember.person_id).where(
        CaseMember.recruitment_id == case.id,
        CaseMember.relation == Relation.HIRING_MANAGER,
        col(CaseMember.left_at).is_(None),
    )
    written, submitted = (
        select(column).where(Nomination.recruitment_id == case.id)
        for column in (Nomination.author_id, Nomination.submitted_by)
    )
    authorities = select(Decision.on_authority_of).where(
        Decision.process_id == case.id,
        Decision.state == "recorded",
        col(Decision.kind).in_([Decided.SUBMIT_NEED, Decided.SUBMIT_NOMINATION]),
    )
    found = await PlainSession.execute(session, union(leading, written, submitted, authorities))
    return {name for name in (case.submitted_by, *found.scalars()) if name}


async def lock_case(session: AsyncSession, process_id: UUID) -> None:
    """The case a process is, or belongs to, if it is one."""
    await session.exec(_case_of(process_id).with_for_update())


async def _case(session: AsyncSession, process_id: UUID) -> Recruitment | None:
    """The case a process is, or belongs to."""
    return (await session.exec(_case_of(process_id))).one_or_none()


def _case_of(process_id: UUID) -> SelectOfScalar[Recruitment]:
    of_application = (
        select(Application.recruitment_id).where(Application.id == process_id).scalar_subquery()
    )
    return select(Recruitment).where(
        or_(col(Recruitment.id) == process_id, col(Recruitment.id) == of_application)
    )


async def process_of(session: AsyncSession, task_id: UUID) -> UUID | None:
    """The process a task belongs to; None without such a task."""
    return (await session.exec(select(Task.process_id).where(Task.id == task_id))).one_or_none()


async def locked(session: AsyncSession, task_id: UUID) -> Task:
    """One task, locked."""
    return (await session.exec(select(Task).where(Task.id == task_id).with_for_update())).one()


async def held_by(session: AsyncSession, person_id: UUID) -> Sequence[Task]:
    """What waits for somebody, or while they are away for their deputy; locked."""
    query = (
        select(Task)
        .where(Task.holder_id == person_id, col(Task.state).in_(WAITING))
        .order_by(col(Task.id))
        .with_for_update()
    )
    return (await session.exec(query)).all()


async def lent(session: AsyncSession, holder_id: UUID, deputy_id: UUID) -> Sequence[UUID]:
    """What waits with the deputy of whoever has it."""
    query = (
        select(Task.id)
        .where(
            Task.holder_id == holder_id,
            Task.assignee_id == deputy_id,
            col(Task.state).in_(WAITING),
        )
        .order_by(col(Task.id))
    )
    return (await session.exec(query)).all()


def of_person(person_id: UUID, *, state: str | None, step: str | None) -> SelectOfScalar[Task]:
    """What waits, or waited, for a person: as assignee or as owner."""
    query = select(Task).where(
        or_(col(Task.assignee_id) == person_id, col(Task.owner_id) == person_id)
    )
    if state:
        query = query.where(Task.state == state)
    if step:
        query = query.where(Task.step == step)
    return query


def on_operations_list(
    units: Collection[UUID], *, late_at: datetime, only: Kept | None = None
) -> SelectOfScalar[Task]:
    """What has stopped, or is late, in some units and below them."""
    tried = or_(col(Task.step) != StepCode.SEE_TO_FAILURE, col(Task.lapse_at) >= late_at)
    tree = below(select(Unit.id).where(col(Unit.id).in_(units)))
    kinds = {
        "stopped": (col(Task.state) == "stopped") & col(Task.step).not_in(NO_STEPS),
        "late": (col(Task.state) == "open") & (col(Task.due_at) < late_at),
        "letter": (col(Task.state) == "stopped") & (col(Task.step) == StepCode.SEE_TO_LETTER),
        "fault": (col(Task.state) == "stopped") & (col(Task.step) == StepCode.SEE_TO_FAILURE),
    }
    return select(Task).where(
        col(Task.unit_id).in_(tree.select()),
        tried,
        kinds[only] if only else or_(*kinds.values()),
    )
