"""Every statement of the board."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, func, or_
from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.recruitment.advert.tables import Advert
from services.recruitment.impartiality.rules import Sight
from services.recruitment.profile.tables import Criterion
from services.selection.board.tables import Undoable
from services.selection.screening.tables import FirstReview, InterviewProposal, MustResult


class CardRow(NamedTuple):
    """An application as the database gives it; the name only to who may see it."""

    id: UUID
    number: int | None
    name: str | None
    occupation: str | None
    state: str
    proposed: bool
    musts: int
    answered: int
    failed: int
    notes: int


async def cards(
    session: AsyncSession, recruitment_id: UUID, sight: Sight, reader_id: UUID
) -> list[CardRow]:
    """Every application a reader may see, by blind number.

    All of a case at once, since columns are counted; tuples, because there are many.
    """
    known = or_(
        col(Application.qualified).is_not(None),
        select(FirstReview.id)
        .where(FirstReview.application_id == Application.id, FirstReview.person_id == reader_id)
        .exists(),
    )
    of_case = and_(col(Criterion.recruitment_id) == recruitment_id, col(Criterion.level) == "must")
    musts = select_columns(func.count()).where(of_case).scalar_subquery()
    met = col(MustResult.met)
    found = (
        select_columns(
            col(MustResult.application_id),
            func.count(met).label("answered"),
            func.count().filter(met.is_(False)).label("failed"),
            func.count(col(MustResult.note)).label("notes"),
        )
        .join(Criterion, col(Criterion.id) == col(MustResult.criterion_id))
        .where(of_case)
        .group_by(col(MustResult.application_id))
        .subquery()
    )

    query = (
        select_columns(
            col(Application.id),
            col(Application.number),
            case((known, col(ApplicationVersion.name))),
            case((known, col(ApplicationVersion.occupation))),
            col(Application.state),
            col(InterviewProposal.id).is_not(None),
            musts,
            func.coalesce(found.c.answered, 0),
            func.coalesce(found.c.failed, 0),
            func.coalesce(found.c.notes, 0),
        )
        .join(Advert, col(Advert.id) == col(Application.advert_id))
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == col(Application.id))
        .outerjoin(found, found.c.application_id == col(Application.id))
        .outerjoin(InterviewProposal, col(InterviewProposal.application_id) == col(Application.id))
        .where(
            col(Application.recruitment_id) == recruitment_id,
            col(ApplicationVersion.number) == col(Application.current_version),
            col(Advert.closes_at) <= sight.declared_at,
            col(Application.id).not_in(sight.conflicted),
        )
        .order_by(col(Application.number).nulls_last(), col(Application.id))
    )
    return [CardRow(*row) for row in await PlainSession.execute(session, query)]


async def undoable(session: AsyncSession, undoable_id: UUID, person_id: UUID) -> Undoable | None:
    """Something somebody did for many, locked until the transaction ends."""
    query = (
        select(Undoable)
        .where(Undoable.id == undoable_id, Undoable.person_id == person_id)
        .with_for_update()
    )
    return (await session.exec(query)).one_or_none()


async def forget_before(session: AsyncSession, instant: datetime) -> None:
    """Delete what can be undone no more."""
    await session.exec(delete(Undoable).where(col(Undoable.done_at) < instant))
