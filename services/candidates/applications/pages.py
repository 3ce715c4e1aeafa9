"""Applying without an account: one form, and what happens next."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Anybody
from services.candidates.applications import filled, intake
from services.candidates.applications.filled import Chosen
from services.candidates.career import service as career
from services.candidates.career.pages import months_kept, text_in
from services.candidates.files import Files
from services.candidates.questions.kinds import SCALE
from services.kit.i18n import Language
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session, SettingsDep

router = APIRouter(prefix="/adverts/{advert_id}", include_in_schema=False, route_class=Once)


@router.get("/apply")
async def form_for(
    request: Request,
    advert_id: UUID,
    _who: Anybody,
    session: Session,
    settings: SettingsDep,
    language: LanguageDep,
    via: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The form of an open advert."""
    form = forms.untouched(request)
    months = months_kept(settings)
    return await _page(request, session, advert_id, language, form, via=via, months=months)


@router.post("/apply")
async def apply(
    request: Request,
    advert_id: UUID,
    _who: Anybody,
    database: DatabaseDep,
    settings: SettingsDep,
    files: Files,
    language: LanguageDep,
) -> Response:
    """Take it in; pressing the button twice hands in one application."""
    async with filled.sent(request) as form:
        async with database.transaction() as session:
            asked = (await career.shown(session, advert_id, None)).questions
        chosen: list[Chosen] = []
        with form.mending():
            read = await filled.read(form, asked)
            chosen += read.chosen
            async with database.transaction() as session:
                await intake.submit(session, files, advert_id, read.handed, read.uploads)
            return go_to(f"/adverts/{advert_id}/received")
        filled.explain(form, chosen, asked, language)
    months = months_kept(settings)
    async with database.transaction() as session:
        return await _page(request, session, advert_id, language, form, via="", months=months)


@router.get("/received")
async def received(
    request: Request, advert_id: UUID, _who: Anybody, session: Session, language: LanguageDep
) -> Response:
    """What happens next. It tells nothing of anybody, so it may be opened by all."""
    promise = await career.promised(session, advert_id)
    title = next(promise.texts[tag].title for tag in (language, *promise.texts))
    return page(request, "career/received.html", title=title, promise=promise)


async def _page(
    request: Request,
    session: AsyncSession,
    advert_id: UUID,
    language: Language,
    form: Form,
    *,
    via: str,
    months: int,
) -> Response:
    advert = await career.shown(session, advert_id, None)
    tag, text = text_in(advert, language)
    return page(
        request,
        "career/apply.html",
        form=form,
        advert=advert,
        text=text,
        tag=tag,
        via=via,
        scale=SCALE,
        months=months,
    )
