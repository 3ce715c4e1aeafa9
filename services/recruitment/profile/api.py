"""Routes of the competence profile."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.kit.idempotency import Route
from services.kit.problems import problems
from services.kit.web import IfMatch, Session, etag
from services.recruitment.acting import by
from services.recruitment.permissions import CaseActor, in_case
from services.recruitment.profile import service
from services.recruitment.profile.schemas import ProfileGiven, ProfileShown
from workflows.payloads.codes import Relation

router = APIRouter(
    prefix="/recruitments/{recruitment_id}/profile", tags=["profile"], route_class=Route
)

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Reader = Annotated[CaseActor, Depends(in_case())]
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]


@router.get("", responses=problems(401, 404))
async def get_profile(
    recruitment_id: UUID, who: Reader, session: Session, response: Response
) -> ProfileShown:
    """The competence profile, and what is to be said of it."""
    shown = await service.read(session, recruitment_id, who.actor.language)
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.put("", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def put_profile(
    recruitment_id: UUID,
    body: ProfileGiven,
    who: Author,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> ProfileShown:
    """Replace the profile, until the post is advertised. Errors stop the submission, not this."""
    _, voided = await service.write(
        session, recruitment_id, body.criteria, by(who, *AUTHORS), if_match
    )
    shown = await service.read(session, recruitment_id, who.actor.language, approval_voided=voided)
    response.headers["ETag"] = etag(shown.version)
    return shown
