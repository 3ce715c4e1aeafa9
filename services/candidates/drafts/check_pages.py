"""The last page of an application: all of it to look through, then send; and giving it up."""

from fastapi import APIRouter, Request, Response

from services.access.permissions import Anybody
from services.candidates.career import service as career
from services.candidates.drafts import service
from services.candidates.drafts.content import Step
from services.candidates.drafts.views import KeyDep, path_of, remembered, shown
from services.candidates.files import Files
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session

router = APIRouter(include_in_schema=False, route_class=Once)

NOTHING = _(
    "There is nothing to send here. If you have sent it already, a receipt is in your mail."
)
DISCARDED = _("What you had written is deleted.")


@router.get("/check")
async def check(
    request: Request, _who: Anybody, key: KeyDep, session: Session, language: LanguageDep
) -> Response:
    """Everything that was written, and what is still to be mended in it."""
    advert = await career.shown(session, key.advert_id, None)
    draft = await service.find(session, key)
    if draft is None:
        return go_to(path_of(key, Step.ABOUT), NOTHING)
    form = draft.form(language)
    form.errors |= await service.to_mend(session, key, draft, advert.questions, language)
    return shown(request, key, advert, Step.CHECK, form, draft)


@router.post("/check")
async def send(
    request: Request,
    _who: Anybody,
    key: KeyDep,
    database: DatabaseDep,
    files: Files,
    language: LanguageDep,
) -> Response:
    """Send it; pressing the button twice hands in one application."""
    async with database.transaction() as session:
        advert = await career.shown(session, key.advert_id, None)
        draft = await service.find(session, key)
    if draft is None:
        return go_to(path_of(key, Step.ABOUT), NOTHING)
    form = draft.form(language)
    async with database.transaction() as session:
        form.errors |= await service.to_mend(session, key, draft, advert.questions, language)
    if not form.refused:
        with form.mending():
            async with database.transaction() as session:
                await service.send(session, files, key, advert.questions, language)
            return go_to(f"/adverts/{key.advert_id}/received")
    return shown(request, key, advert, Step.CHECK, form, draft)


@router.get("/discard")
async def ask_to_discard(
    request: Request, _who: Anybody, key: KeyDep, session: Session
) -> Response:
    """Ask once more: it cannot be undone."""
    advert = await career.shown(session, key.advert_id, None)
    answer = page(
        request, "career/apply/discard.html", form=forms.untouched(request), advert=advert
    )
    return remembered(answer, key)


@router.post("/discard")
async def discard(_who: Anybody, key: KeyDep, session: Session) -> Response:
    """Delete what was written, with its files."""
    await service.discard(session, key)
    return go_to(f"/adverts/{key.advert_id}", DISCARDED)
