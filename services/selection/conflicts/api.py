"""Routes of names and conflicts of interest."""

from uuid import UUID

from fastapi import APIRouter

from services.kit.idempotency import Route
from services.kit.problems import problems
from services.kit.web import Session
from services.selection.conflicts import service
from services.selection.conflicts.schemas import (
    DeclarationGiven,
    NamesShown,
    ReplacementGiven,
    ReplacementShown,
)
from services.selection.parts import Leading, Reader

router = APIRouter(prefix="/recruitments/{recruitment_id}", tags=["selection"], route_class=Route)


@router.get("/names", responses=problems(401, 403, 404, 409))
async def get_names(recruitment_id: UUID, who: Reader, session: Session) -> NamesShown:
    """The names of those who have applied, from which conflicts of interest are declared.

    From the deadline on, to those who will see applicants. Nothing here can be joined to the
    numbers under which applications are read blind.
    """
    return NamesShown.of(await service.names(session, who))


@router.post("/conflicts", status_code=201, responses=problems(401, 403, 404, 409, 422))
async def post_conflicts(
    recruitment_id: UUID, body: DeclarationGiven, who: Reader, session: Session
) -> NamesShown:
    """Declare conflicts of interest; an empty list says that there is none.

    Nobody sees an application before this. A conflict that becomes known later is declared here
    too, and then the marks it touches are out.
    """
    return NamesShown.of(await service.declare(session, who, body.application_ids, body.reason))


@router.post(
    "/assessors/{person_id}/replacement",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422),
)
async def post_replacement(
    recruitment_id: UUID,
    person_id: UUID,
    body: ReplacementGiven,
    who: Leading,
    session: Session,
) -> ReplacementShown:
    """Put somebody else in the place of a member who cannot take part."""
    relations = await service.replace(session, who, person_id, body.person_id)
    return ReplacementShown(person_id=body.person_id, relations=relations)
