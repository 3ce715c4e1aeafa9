"""An assessor's marks: whom one is to judge, and one applicant at a time on the anchored scale."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import NotFound
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session
from services.recruitment.need.post import post_of
from services.recruitment.permissions import CaseActor
from services.recruitment.profile import service as profiles
from services.recruitment.profile.codes import Level
from services.recruitment.profile.schemas import CriterionGiven
from services.selection.parts import Assessor
from services.selection.scores import rules, service
from services.selection.scores.schemas import SheetGiven

router = APIRouter(
    prefix="/cases/{recruitment_id}/scores", include_in_schema=False, route_class=Once
)

RECEIVED = _("Your marks are handed in, and sealed until the panel is through.")
SCALE = range(rules.LOWEST, rules.HIGHEST + 1)


@router.get("")
async def overview(
    request: Request, recruitment_id: UUID, who: Assessor, session: Session, language: LanguageDep
) -> Response:
    """Whom the assessor is to judge, and which sheets are still owed."""
    found = await service.due(session, who)
    return page(
        request,
        "scores/overview.html",
        case_id=recruitment_id,
        post=await post_of(session, recruitment_id, language),
        dues=found,
        owed=sum(not one.handed_in for one in found),
    )


@router.get("/{application_id}")
async def show(
    request: Request,
    recruitment_id: UUID,
    application_id: UUID,
    who: Assessor,
    session: Session,
    language: LanguageDep,
) -> Response:
    """The sheet of one applicant."""
    form = forms.untouched(request)
    return await _sheet(request, who, application_id, session, language, form)


@router.post("/{application_id}")
async def hand_in(
    request: Request,
    recruitment_id: UUID,
    application_id: UUID,
    who: Assessor,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Hand in the marks for one applicant, all at once; then on to the next."""
    form = await forms.handed_in(request)
    async with database.transaction() as session:
        shoulds = await _shoulds(session, recruitment_id, language)
    with form.mending():
        sheet = SheetGiven.model_validate({"marks": {one.key: _mark(form, one) for one in shoulds}})
        given = {key: mark.given() for key, mark in sheet.marks.items()}
        async with database.transaction() as session:
            await service.hand_in(session, who, application_id, given)
            left = [one for one in await service.due(session, who) if not one.handed_in]
        place = f"/cases/{recruitment_id}/scores"
        return go_to(f"{place}/{left[0].application_id}" if left else place, RECEIVED)
    async with database.transaction() as session:
        return await _sheet(request, who, application_id, session, language, form)


def _mark(form: Form, criterion: CriterionGiven) -> dict[str, Any]:
    """What was given for one criterion; what was not is left out, and then missed."""
    given: dict[str, Any] = {}
    if form.text(f"marks.{criterion.key}.mark"):
        given["mark"] = form.number(f"marks.{criterion.key}.mark")
    if note := form.text(f"marks.{criterion.key}.note"):
        given["note"] = note
    return given


async def _shoulds(
    session: AsyncSession, recruitment_id: UUID, language: str
) -> list[CriterionGiven]:
    profile = await profiles.read(session, recruitment_id, language)
    return [one for one in profile.criteria if one.level is Level.SHOULD]


async def _sheet(
    request: Request,
    who: CaseActor,
    application_id: UUID,
    session: AsyncSession,
    language: str,
    form: Form,
) -> Response:
    found = await service.due(session, who)
    due = next((one for one in found if one.application_id == application_id), None)
    if due is None:
        raise NotFound
    return page(
        request,
        "scores/sheet.html",
        form=form,
        case_id=who.recruitment_id,
        due=due,
        place=found.index(due) + 1,
        many=len(found),
        criteria=await _shoulds(session, who.recruitment_id, language),
        scale=SCALE,
    )
