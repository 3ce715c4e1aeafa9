"""Handing in an application: public, without an account."""

from uuid import UUID

from fastapi import APIRouter, Request

from services.candidates.applications import forms, intake
from services.candidates.applications.schemas import Handed, Received
from services.candidates.files import Files
from services.kit.idempotency import Route
from services.kit.problems import problems
from services.kit.web import Session

router = APIRouter(tags=["applications"], route_class=Route)


@router.post(
    "/adverts/{advert_id}/applications",
    status_code=201,
    summary="Apply",
    responses=problems(404, 409, 410, 413, 415, 422, 429),
    openapi_extra=forms.body(Handed),
)
async def submit(advert_id: UUID, request: Request, session: Session, files: Files) -> Received:
    """Taken while the advert is open by our clock; the receipt comes by mail.

    Somebody who has applied already is answered alike: the second application waits until the
    person, at the address, says that it is theirs.
    """
    sent = await forms.read(request, Handed)
    return await intake.submit(session, files, advert_id, sent.content, sent.uploads)
