"""What somebody is to a case, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, union_all
from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.organisation.absences.store import absent_with_deputy
from services.organisation.rules import RoleName
from services.organisation.tables import Role
from services.organisation.units.store import line_from
from services.recruitment.need.tables import CaseMember, Recruitment


@dataclass(frozen=True)
class Part:
    """A part in a case, and whose it is: one's own, or an absent person's."""

    relation: str
    person_id: UUID


async def parts_in_case(
    session: AsyncSession,
    recruitment_id: UUID,
    person_id: UUID,
    roles: Sequence[RoleName],
    day: date,
) -> list[Part]:
    """Every part somebody has in a case, by membership or by one of `roles` on its unit or above.

    The parts of absent people whose accepted deputy this is count too. Nothing: the case is not
    there, or not for these eyes.
    """
    absent = absent_with_deputy(person_id, day)
    theirs = select_columns(absent.c.person_id)
    member = select_columns(col(CaseMember.relation), col(CaseMember.person_id)).where(
        col(CaseMember.recruitment_id) == recruitment_id,
        col(CaseMember.left_at).is_(None),
        or_(col(CaseMember.person_id) == person_id, col(CaseMember.person_id).in_(theirs)),
    )
    line = line_from(
        select_columns(col(Recruitment.unit_id))
        .where(col(Recruitment.id) == recruitment_id)
        .scalar_subquery()
    )
    holder = select_columns(col(Role.role), col(Role.person_id)).where(
        col(Role.unit_id).in_(select_columns(line.c.id)),
        col(Role.role).in_(roles),
        col(Role.starts) <= day,
        or_(col(Role.ends).is_(None), col(Role.ends) >= day),
        or_(col(Role.person_id) == person_id, col(Role.person_id).in_(theirs)),
    )
    rows = await PlainSession.execute(session, union_all(member, holder))
    return [Part(*row) for row in rows]
