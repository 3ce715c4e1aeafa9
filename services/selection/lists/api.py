"""Routes of exemption requests and public lists."""

from uuid import UUID

from fastapi import APIRouter

from services.kit.idempotency import KeyHeader, Route
from services.kit.problems import problems
from services.kit.web import DatabaseDep, DeskDep, Session
from services.selection.lists import service
from services.selection.lists.schemas import (
    ExemptionDecided,
    ExemptionRecorded,
    ExemptionShown,
    ExemptionsShown,
    PublicListShown,
    PublicListsShown,
)
from services.selection.parts import Leading, Member, decide
from workflows.payloads.codes import Decided

router = APIRouter(prefix="/recruitments/{recruitment_id}", tags=["selection"], route_class=Route)


@router.get("/exemption-requests", responses=problems(401, 403, 404))
async def get_exemption_requests(
    recruitment_id: UUID, who: Leading, session: Session
) -> ExemptionsShown:
    """The requests to be left off the public list, and how they were decided."""
    found = await service.requests(session, recruitment_id)
    return ExemptionsShown(items=[ExemptionShown.of(asked, reason) for asked, reason in found])


@router.post(
    "/exemption-requests/{request_id}/decision",
    responses=problems(401, 403, 404, 409, 422, 503),
)
async def post_exemption_decision(
    recruitment_id: UUID,
    request_id: UUID,
    body: ExemptionDecided,
    who: Leading,
    database: DatabaseDep,
    desk: DeskDep,
    key: KeyHeader = None,
) -> ExemptionRecorded:
    """Grant or refuse one request, with the reason. A refusal leaves time to withdraw."""
    async with database.transaction() as session:
        application_id = await service.application_of(session, recruitment_id, request_id)
    result = await decide(
        desk,
        who,
        Decided.DECIDE_EXEMPTION,
        body.model_dump(mode="json"),
        key,
        process_id=application_id,
    )
    return ExemptionRecorded.model_validate(result)


@router.get("/public-lists", responses=problems(401, 404))
async def get_public_lists(recruitment_id: UUID, who: Member, session: Session) -> PublicListsShown:
    """The public applicant lists as frozen, one for each deadline (offentleglova § 25).

    Whoever somebody else had applied in the name of is counted still, and named no more.
    """
    found = await service.public_lists(session, who)
    return PublicListsShown(items=[PublicListShown.of(one, found) for one in found.lists])
