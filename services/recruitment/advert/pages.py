"""The advert as its authors write it, and as applicants will read it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Stale
from services.kit.i18n import Language
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.settings import Settings
from services.kit.web import DatabaseDep, LanguageDep, Session, SettingsDep
from services.organisation.people import service as people
from services.recruitment.acting import by
from services.recruitment.advert import reading, service, written
from services.recruitment.advert.checklist import checklist
from services.recruitment.advert.render import HEADINGS
from services.recruitment.advert.standing_pages import standing
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Relation

router = APIRouter(
    prefix="/cases/{recruitment_id}/advert", include_in_schema=False, route_class=Once
)

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Reader = Annotated[CaseActor, Depends(in_case())]
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]
Tongue = Annotated[Language | None, Query(alias="language")]

SAVED = _("It is saved.")
CORRECTED = _("The correction is published.")


@router.get("")
async def show(
    request: Request,
    recruitment_id: UUID,
    who: Reader,
    session: Session,
    settings: SettingsDep,
    language: LanguageDep,
) -> Response:
    """While it is a draft, the editor for its authors; otherwise where the advert stands."""
    advert = await reading.read(session, recruitment_id)
    form = forms.untouched(request)
    if advert.state == "draft" and who.has(*AUTHORS):
        return await _editor(request, recruitment_id, session, settings, language, form)
    return await standing(request, recruitment_id, who, session, settings, form)


@router.get("/text")
async def ask_for_text(
    request: Request,
    recruitment_id: UUID,
    who: Author,
    session: Session,
    settings: SettingsDep,
    language: LanguageDep,
) -> Response:
    """The editor, also for what stands: then it is a correction."""
    form = forms.untouched(request)
    return await _editor(request, recruitment_id, session, settings, language, form)


@router.post("/text")
async def write(
    request: Request,
    recruitment_id: UUID,
    who: Author,
    database: DatabaseDep,
    settings: SettingsDep,
    language: LanguageDep,
) -> Response:
    """Keep what is written, and say at once what is to be mended in it."""
    form = await forms.handed_in(request)
    place = f"/cases/{recruitment_id}/advert"
    with form.mending():
        async with database.transaction() as session:
            stored = await reading.read(session, recruitment_id)
            given = written.given(form, stored.questions)
            version = form.version
            await service.write(session, recruitment_id, given, by(who, *AUTHORS), version)
        if stored.state != "draft":
            return go_to(place, CORRECTED)
        return go_to(f"{place}/{_after(form)}".rstrip("/"), SAVED)
    written.rename(form)
    async with database.transaction() as session:
        return await _editor(request, recruitment_id, session, settings, language, form)


@router.get("/preview")
async def preview(
    request: Request,
    recruitment_id: UUID,
    who: Reader,
    session: Session,
    language: LanguageDep,
    tongue: Tongue = None,
) -> Response:
    """The whole as it will be published, in a language it is written in."""
    advert = await reading.read(session, recruitment_id)
    shown = tongue or language
    if shown not in advert.rendered:
        shown = next(iter(advert.rendered))
    return page(
        request,
        "advert/preview.html",
        case_id=recruitment_id,
        advert=advert,
        whole=advert.rendered[shown],
        shown=shown,
        may_write=who.has(*AUTHORS) and advert.state == "draft",
    )


def _after(form: Form) -> str:
    """Where the button that was pressed leads, below the advert."""
    if form.has("preview"):
        return "preview"
    question = form.text("question")
    return f"questions/{question}" if question.isdecimal() or question == "new" else ""


async def _editor(
    request: Request,
    recruitment_id: UUID,
    session: AsyncSession,
    settings: Settings,
    language: str,
    form: Form,
) -> Response:
    advert = await reading.read(session, recruitment_id)
    checks = await reading.read_checks(session, recruitment_id, language)
    return page(
        request,
        "advert/editor.html",
        form=form,
        case_id=recruitment_id,
        advert=advert,
        headings=HEADINGS,
        sections=written.SECTIONS,
        standing={
            tag: {one["key"]: one["text"] for one in whole["sections"]}
            for tag, whole in advert.rendered.items()
        },
        checklist=checklist(checks),
        stops=bool(checks.errors),
        places=written.places(advert.channels),
        link=f"{settings.public_url}/adverts/{advert.id}?via=",
        staff=[(one.id, one.name) for one in await people.staff(session)],
        stale=form.said_by(Stale),
        differing=written.differing(form, advert) if form.said_by(Stale) else [],
    )
