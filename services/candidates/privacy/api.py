"""Take home everything, or have it erased."""

from collections.abc import AsyncIterator
from typing import IO
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from services.access.permissions import LetIn
from services.candidates.files import Files
from services.candidates.privacy import service
from services.kit.idempotency import Route
from services.kit.problems import problems
from services.kit.web import Session

router = APIRouter(prefix="/my", tags=["applications"], route_class=Route)

CHUNK = 1 << 16


@router.get(
    "/data",
    summary="Everything you have of me",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}, **problems(401)},
)
async def take_home(actor: LetIn, session: Session, files: Files) -> StreamingResponse:
    """A zip with `data.json` and my papers (GDPR arts. 15 and 20)."""
    archive = await service.take_home(session, files, actor)
    return StreamingResponse(
        _parts(archive),
        media_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="stafett.zip"'},
    )


@router.delete(
    "/applications/{application_id}",
    status_code=204,
    summary="Erase my application",
    responses=problems(401, 404, 409),
)
async def erase(application_id: UUID, actor: LetIn, session: Session) -> None:
    """What I handed in is deleted (GDPR art. 17); a running application is withdrawn first."""
    await service.erase(session, actor, application_id)


async def _parts(archive: IO[bytes]) -> AsyncIterator[bytes]:
    with archive:
        while part := archive.read(CHUNK):
            yield part
