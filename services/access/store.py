"""What somebody is to a case, and what signing in left behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Date, Executable, Uuid, bindparam, or_, union_all
from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.kept.tables import KeptForm
from services.access.limits.tables import RateCount
from services.access.links.rules import CODE_LIFE
from services.access.links.tables import Link, SignInCode
from services.access.sessions.tables import LoginSession, SignInAttempt
from services.candidates.applications.tables import Application
from services.organisation.absences.store import absent_with_deputy
from services.organisation.rules import RoleName
from services.organisation.tables import Role, holds_on
from services.organisation.units.store import line_from
from services.recruitment.need.tables import CaseMember, Recruitment
from services.tasks.tables import Task
from workflows.payloads.codes import Relation

LENT_WITH_A_TASK = (
    Relation.HIRING_MANAGER,
    Relation.HR_ADVISER,
    Relation.APPROVER,
    Relation.UNION_REPRESENTATIVE,
)
"""The parts that go with a task to whoever has it; in others people speak for themselves."""


@dataclass(frozen=True)
class Part:
    """A part in a case, and whose it is: one's own, an absent person's, or a task's owner's."""

    relation: str
    person_id: UUID


@cache
def _parts() -> Executable:
    person = bindparam("person", type_=Uuid())
    case = bindparam("case", type_=Uuid())
    day = bindparam("day", type_=Date())
    absent = absent_with_deputy(person, day)
    theirs = select_columns(absent.c.person_id)
    member = select_columns(col(CaseMember.relation), col(CaseMember.person_id)).where(
        col(CaseMember.recruitment_id) == case,
        col(CaseMember.left_at).is_(None),
        or_(col(CaseMember.person_id) == person, col(CaseMember.person_id).in_(theirs)),
    )
    line = line_from(
        select_columns(col(Recruitment.unit_id))
        .where(col(Recruitment.id) == case)
        .scalar_subquery()
    )
    holder = select_columns(col(Role.role), col(Role.person_id)).where(
        col(Role.unit_id).in_(select_columns(line.c.id)),
        col(Role.role).in_(bindparam("roles", expanding=True)),
        holds_on(Role, day),
        or_(col(Role.person_id) == person, col(Role.person_id).in_(theirs)),
    )
    of_case = select_columns(col(Application.id)).where(col(Application.recruitment_id) == case)
    given = select_columns(col(Task.relation), col(Task.on_authority_of)).where(
        or_(col(Task.process_id) == case, col(Task.process_id).in_(of_case)),
        col(Task.assignee_id) == person,
        col(Task.on_authority_of).is_not(None),
        col(Task.relation).in_(LENT_WITH_A_TASK),
        col(Task.state).in_(("open", "stopped")),
    )
    return union_all(member, holder, given)


async def parts_in_case(
    session: AsyncSession,
    recruitment_id: UUID,
    person_id: UUID,
    roles: Sequence[RoleName],
    day: date,
) -> list[Part]:
    """Every part somebody has in a case, by membership or by one of `roles` on its unit or above.

    The parts of absent people whose accepted deputy this is count too, and so does the part that
    a task needs which came by escalation or re-assignment, as long as it waits. Nothing: the case
    is not there, or not for these eyes.
    """
    given = {"case": recruitment_id, "person": person_id, "roles": roles, "day": day}
    return [Part(*row) for row in await PlainSession.execute(session, _parts(), given)]


async def forget_before(session: AsyncSession, instant: datetime) -> int:
    """Delete what nobody can use since an instant; returns how many rows."""
    gone = 0
    for table, ended in (
        (LoginSession, col(LoginSession.expires_at)),
        (SignInAttempt, col(SignInAttempt.expires_at)),
        (KeptForm, col(KeptForm.expires_at)),
        (SignInCode, col(SignInCode.expires_at)),
        # After its codes: a link outlives every code that was asked for by it.
        (Link, col(Link.expires_at) + CODE_LIFE),
        (RateCount, col(RateCount.window_start)),
    ):
        gone += (await session.exec(delete(table).where(ended < instant))).rowcount
    return gone


async def forget_person(session: AsyncSession, person_id: UUID) -> None:
    """Delete what lets somebody in, and what they were writing."""
    await session.exec(delete(KeptForm).where(col(KeptForm.person_id) == person_id))
    links = select_columns(col(Link.id)).where(col(Link.person_id) == person_id)
    await session.exec(delete(SignInCode).where(col(SignInCode.link_id).in_(links)))
    await session.exec(delete(Link).where(col(Link.person_id) == person_id))
    await session.exec(delete(LoginSession).where(col(LoginSession.person_id) == person_id))
