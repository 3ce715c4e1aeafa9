"""Routes of applications as they are read, and of the screening."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from services.kit.files.store import FileStore
from services.kit.files.uploads import MEDIA_TYPES
from services.kit.idempotency import KeyHeader, Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import DatabaseDep, DeskDep, Session
from services.selection.parts import Leading, Reader, decide
from services.selection.screening import reading, service
from services.selection.screening.schemas import (
    ApplicationLine,
    ApplicationShown,
    MustGiven,
    MustRecorded,
    ScreeningCompleted,
    Shortlisted,
    ShortlistGiven,
    State,
)
from workflows.payloads.codes import Decided

router = APIRouter(prefix="/recruitments/{recruitment_id}", tags=["selection"], route_class=Route)

Key = Annotated[str, Path(min_length=1, max_length=80, description="The key of a must.")]


@router.get("/applications", responses=problems(401, 403, 404, 422))
async def get_applications(
    recruitment_id: UUID,
    who: Reader,
    session: Session,
    asked: PageAsked,
    state: Annotated[list[State] | None, Query(description="Only in these states.")] = None,
    qualified: Annotated[bool | None, Query(description="Only (not) qualified.")] = None,
) -> Page[ApplicationLine]:
    """The applications by blind number; who it is stands there after your first review.

    Those you have a conflict of interest with are left out. Needs a declaration of conflicts.
    """
    found = await reading.applications(session, who, asked, states=state or (), qualified=qualified)
    return found.shown(ApplicationLine.of)


@router.get("/applications/{application_id}", responses=problems(401, 403, 404))
async def get_application(
    recruitment_id: UUID, application_id: UUID, who: Reader, session: Session
) -> ApplicationShown:
    """One application with letter, CV, answers and musts; blind until your first review."""
    return ApplicationShown.opened(await reading.application(session, who, application_id))


@router.get(
    "/applications/{application_id}/papers/{paper_id}",
    responses={
        200: {
            "content": {kind: {} for kind in sorted({*MEDIA_TYPES.values()})},
            "description": "The file.",
        },
        **problems(401, 403, 404),
    },
    response_class=Response,
)
async def get_paper(
    recruitment_id: UUID,
    application_id: UUID,
    paper_id: UUID,
    who: Reader,
    database: DatabaseDep,
    request: Request,
) -> Response:
    """A paper as a file to keep, never shown as a page of ours."""
    async with database.transaction() as session:
        file = await reading.paper(session, who, application_id, paper_id)
    files: FileStore = request.app.state.files
    return Response(
        await files.get(file),
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.filename, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


@router.put(
    "/applications/{application_id}/musts/{criterion_key}",
    responses=problems(401, 403, 404, 409, 422),
)
async def put_must(
    recruitment_id: UUID,
    application_id: UUID,
    criterion_key: Key,
    body: MustGiven,
    who: Leading,
    session: Session,
) -> MustRecorded:
    """Say whether an applicant meets a must."""
    result = await service.assess(
        session, who, application_id, criterion_key, met=body.met, note=body.note
    )
    return MustRecorded.of(criterion_key, result)


@router.post("/screening", responses=problems(401, 403, 404, 409, 422, 503))
async def post_screening(
    recruitment_id: UUID, who: Leading, desk: DeskDep, key: KeyHeader = None
) -> ScreeningCompleted:
    """Complete the screening. Refused while an application lacks an answer to a must."""
    result = await decide(desk, who, Decided.COMPLETE_SCREENING, {}, key)
    return ScreeningCompleted.model_validate(result)


@router.post("/shortlist", responses=problems(401, 403, 404, 409, 422, 503))
async def post_shortlist(
    recruitment_id: UUID,
    body: ShortlistGiven,
    who: Leading,
    desk: DeskDep,
    key: KeyHeader = None,
) -> Shortlisted:
    """Choose who is interviewed, among the qualified."""
    result = await decide(desk, who, Decided.SHORTLIST, body.model_dump(mode="json"), key)
    return Shortlisted.model_validate(result)
