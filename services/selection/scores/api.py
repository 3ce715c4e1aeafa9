"""Routes of marks."""

from uuid import UUID

from fastapi import APIRouter

from services.kit.idempotency import Route
from services.kit.problems import problems
from services.kit.web import Session
from services.selection import warnings
from services.selection.parts import Assessor, Reader
from services.selection.scores import service
from services.selection.scores.schemas import (
    ChangeGiven,
    ChangeShown,
    DueShown,
    DuesShown,
    ScoresShown,
    SheetGiven,
    SheetReceived,
)
from services.selection.wording import warn

router = APIRouter(prefix="/recruitments/{recruitment_id}", tags=["selection"], route_class=Route)


@router.put("/applications/{application_id}/scores", responses=problems(401, 403, 404, 409, 422))
async def put_scores(
    recruitment_id: UUID,
    application_id: UUID,
    body: SheetGiven,
    who: Assessor,
    session: Session,
) -> SheetReceived:
    """Hand in your marks for one applicant, all at once. They are sealed, for you too."""
    sheet = await service.hand_in(
        session, who, application_id, {key: mark.given() for key, mark in body.marks.items()}
    )
    notes = [(f"marks.{key}.note", mark.note) for key, mark in body.marks.items()]
    return SheetReceived(
        application_id=application_id,
        received_at=sheet.received_at,
        warnings=warnings.shown(warn(notes), who.actor.language),
    )


@router.get("/scores/due", responses=problems(401, 403, 404))
async def get_scores_due(recruitment_id: UUID, who: Assessor, session: Session) -> DuesShown:
    """The applicants you are to judge, and which sheets you still owe."""
    found = await service.due(session, who)
    return DuesShown(
        items=[DueShown.of(one) for one in found],
        outstanding=sum(not one.handed_in for one in found),
    )


@router.get("/scores", responses=problems(401, 403, 404))
async def get_scores(recruitment_id: UUID, who: Reader, session: Session) -> ScoresShown:
    """Every mark, side by side, once opened; shut to an assessor who still owes a sheet."""
    return ScoresShown.of(await service.read(session, who))


@router.patch("/scores", responses=problems(401, 403, 404, 409, 422))
async def patch_scores(
    recruitment_id: UUID, body: ChangeGiven, who: Assessor, session: Session
) -> ChangeShown:
    """Change one of your marks after the opening, with the reason."""
    score = await service.change(
        session, who, body.application_id, body.criterion, body.mark, body.reason
    )
    return ChangeShown(
        application_id=body.application_id, criterion=body.criterion, mark=score.mark
    )
