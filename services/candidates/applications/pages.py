"""What happens next, for whoever has applied."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.access.permissions import Anybody
from services.candidates.career import service as career
from services.kit.pages.rendering import page
from services.kit.web import LanguageDep, Session

router = APIRouter(prefix="/adverts/{advert_id}", include_in_schema=False)


@router.get("/received")
async def received(
    request: Request, advert_id: UUID, _who: Anybody, session: Session, language: LanguageDep
) -> Response:
    """It tells nothing of anybody, so it may be opened by all."""
    promise = await career.promised(session, advert_id)
    title = next(promise.texts[tag].title for tag in (language, *promise.texts))
    return page(request, "career/received.html", title=title, promise=promise)
