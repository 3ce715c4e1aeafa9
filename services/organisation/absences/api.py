"""Routes of absences and deputies."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.access.permissions import SignedIn
from services.kit.idempotency import Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import IfMatch, Session, etag
from services.organisation.absences import service
from services.organisation.absences.schemas import (
    AbsenceShown,
    AbsenceWritten,
    AnswerWritten,
    DaysWritten,
)


async def _settle(request: Request) -> service.Settle:
    return request.app.state.settle_task


SettleDep = Annotated[service.Settle, Depends(_settle)]

router = APIRouter(prefix="/absences", tags=["organisation"], route_class=Route)


@router.get("", responses=problems(401, 403, 422))
async def list_absences(who: SignedIn, session: Session, asked: PageAsked) -> Page[AbsenceShown]:
    """One's own absences of today and later, and those in which one is the deputy."""
    return (await service.concerning(session, who, asked)).shown(AbsenceShown.of)


@router.post("", status_code=201, responses=problems(401, 403, 404, 409, 422))
async def post_absence(
    written: AbsenceWritten, who: SignedIn, session: Session, response: Response
) -> AbsenceShown:
    """Register an absence. The deputy is asked, and acts only after accepting."""
    absence = await service.post(session, who, written.person_id, written.days())
    response.headers["Location"] = f"/api/v1/absences/{absence.id}"
    return AbsenceShown.of(absence)


@router.put("/{absence_id}", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def change_absence(
    absence_id: UUID,
    written: DaysWritten,
    who: SignedIn,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> AbsenceShown:
    """Move an absence to other days. `If-Match` is its `version`."""
    absence = await service.change(session, who, absence_id, written.starts, written.ends, if_match)
    response.headers["ETag"] = etag(absence.version)
    return AbsenceShown.of(absence)


@router.post("/{absence_id}/acceptance", responses=problems(401, 403, 404, 409, 422))
async def answer_absence(
    absence_id: UUID, written: AnswerWritten, who: SignedIn, session: Session, settle: SettleDep
) -> AbsenceShown:
    """Accept or decline to be the deputy."""
    absence = await service.answer(
        session, who, absence_id, accepted=written.accepted, settle=settle
    )
    return AbsenceShown.of(absence)


@router.delete("/{absence_id}", status_code=204, responses=problems(401, 403, 404, 409))
async def cancel_absence(absence_id: UUID, who: SignedIn, session: Session) -> None:
    """The person is not away after all."""
    await service.cancel(session, who, absence_id)
