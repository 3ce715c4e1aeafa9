"""A question about an advert, asked by anybody."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Anybody
from services.candidates.career import service as career
from services.candidates.career.pages import text_in
from services.candidates.enquiries import service
from services.candidates.enquiries.service import KEPT_FOR, Asked
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session, SettingsDep, language_of

router = APIRouter(
    prefix="/adverts/{advert_id}/question", include_in_schema=False, route_class=Once
)

SENT = _("Your question is sent. The answer comes to you by e-mail.")
MENDING = {
    "asker": _("Write your name."),
    "address": _("Write an e-mail address, such as name@example.org."),
    "question": _("Write your question, in 2,000 characters at most."),
}
"""What to mend in a field, with its name."""


@router.get("")
async def begin(request: Request, advert_id: UUID, _who: Anybody, session: Session) -> Response:
    """Where to ask."""
    return await _page(request, session, advert_id, forms.untouched(request))


@router.post("")
async def ask(
    request: Request,
    advert_id: UUID,
    _who: Anybody,
    database: DatabaseDep,
    settings: SettingsDep,
    language: LanguageDep,
) -> Response:
    """Pass it on to whom the advert names."""
    form = await forms.open_form(request)
    with form.mending():
        asked = Asked.model_validate({name: form.text(name) for name in MENDING})
        client = request.client.host if request.client else ""
        await service.ask(database, settings, advert_id, asked, client)
        return go_to(f"/adverts/{advert_id}", SENT)
    form.errors = {name: translate(language, MENDING[name]) for name in form.errors}
    async with database.transaction() as session:
        return await _page(request, session, advert_id, form)


async def _page(request: Request, session: AsyncSession, advert_id: UUID, form: Form) -> Response:
    advert = await career.shown(session, advert_id, None)
    tag, text = text_in(advert, language_of(request))
    return page(
        request,
        "career/question.html",
        form=form,
        advert=advert,
        text=text,
        tag=tag,
        days=KEPT_FOR.days,
    )
