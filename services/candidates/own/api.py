"""The candidate's own pages: only for who is signed in by the address of the application."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.access.permissions import LetIn
from services.candidates.applications import forms
from services.candidates.applications.schemas import Correction
from services.candidates.files import Files
from services.candidates.own import service
from services.candidates.own.schemas import Confirmation, Exemption, Mine, Whole
from services.kit.files.uploads import MEDIA_TYPES
from services.kit.idempotency import Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import IfMatch, Session, etag

router = APIRouter(prefix="/my/applications", tags=["applications"], route_class=Route)

PAPER: dict[str, Any] = {"content": {kind: {} for kind in sorted({*MEDIA_TYPES.values()})}}


@router.get("", summary="My applications", responses=problems(401, 422))
async def listed(actor: LetIn, session: Session, asked: PageAsked) -> Page[Mine]:
    """The newest first, each with where it stands and what happens next."""
    return await service.listed(session, actor, asked)


@router.get("/{application_id}", summary="One of my applications", responses=problems(401, 404))
async def whole(application_id: UUID, actor: LetIn, session: Session, response: Response) -> Whole:
    """With an `ETag` for a correction."""
    return _tagged(response, await service.whole(session, actor, application_id))


@router.patch(
    "/{application_id}",
    summary="Correct my application",
    responses=problems(401, 404, 409, 412, 413, 415, 422, 428),
    openapi_extra=forms.body(Correction),
)
async def correct(
    application_id: UUID,
    request: Request,
    actor: LetIn,
    session: Session,
    files: Files,
    response: Response,
    if_match: IfMatch = None,
) -> Whole:
    """Everything until the deadline; after it the phone number and the language of letters."""
    sent = await forms.read(request, Correction)
    return _tagged(
        response,
        await service.correct(
            session, files, actor, application_id, sent.content, sent.uploads, if_match
        ),
    )


@router.post(
    "/{application_id}/confirmation",
    summary="Say whether an application in my name is mine",
    response_model=Whole,
    responses={204: {"description": "It was never mine: nothing of it is left"}}
    | problems(401, 404, 409, 422),
)
async def confirm(
    application_id: UUID,
    said: Confirmation,
    actor: LetIn,
    session: Session,
    response: Response,
) -> Whole | Response:
    """One sent again: mine, it takes the place of the one before; not mine, it is deleted.

    The first one, not mine: it counts as never made, what it held is erased, and a letter confirms
    it. It is answered with 204.
    """
    shown = await service.confirm(session, actor, application_id, said)
    return _tagged(response, shown) if shown else Response(status_code=204)


@router.post(
    "/{application_id}/exemption-request",
    summary="Ask to be left off the public applicant list",
    responses=problems(401, 404, 409, 422),
)
async def ask_exemption(
    application_id: UUID, wish: Exemption, actor: LetIn, session: Session
) -> Whole:
    """Until the list is drawn up (offentleglova § 25)."""
    return await service.ask_exemption(session, actor, application_id, wish.reason)


@router.post(
    "/{application_id}/withdrawal",
    summary="Withdraw my application",
    responses=problems(401, 404, 409),
)
async def withdraw(application_id: UUID, actor: LetIn, session: Session) -> Whole:
    """At any time before the end; a letter confirms it."""
    return await service.withdraw(session, actor, application_id)


@router.get(
    "/{application_id}/papers/{paper_id}",
    summary="One of my papers",
    response_class=Response,
    responses={200: PAPER, **problems(401, 404)},
)
async def paper(
    application_id: UUID, paper_id: UUID, actor: LetIn, session: Session, files: Files
) -> Response:
    """As it was sent, to be saved and never shown by the browser."""
    found = await service.paper(session, files, actor, application_id, paper_id)
    return Response(
        found.content,
        media_type=found.file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file.filename)}",
            "Content-Security-Policy": "sandbox",
        },
    )


def _tagged(response: Response, shown: Whole) -> Whole:
    response.headers["ETag"] = etag(shown.version)
    return shown
