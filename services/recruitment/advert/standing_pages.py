"""Publish the advert after a last check; see where it stands, and give it more time."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.kit.clock import OSLO
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.settings import Settings
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session, SettingsDep
from services.recruitment.acting import decide
from services.recruitment.advert import reading
from services.recruitment.advert.checklist import checklist
from services.recruitment.advert.render import HEADINGS
from services.recruitment.advert.rules import SHORT
from services.recruitment.advert.schemas import ExtensionGiven, PublicationGiven
from services.recruitment.need import reading as needs
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Decided, Phase, Relation

router = APIRouter(
    prefix="/cases/{recruitment_id}/advert", include_in_schema=False, route_class=Once
)

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]

PUBLISHED = _("The advert is published.")
EXTENDED = _("The deadline is extended.")

USUAL = timedelta(weeks=3)
"""How long an advert stands where nobody says otherwise."""
PERIOD = frozenset({"opens_at", "closes_at"})
"""The fields of the check page; what else is wrong with an advert is mended in its editor."""


@router.get("/publication")
async def ask(
    request: Request, recruitment_id: UUID, who: Author, session: Session, language: LanguageDep
) -> Response:
    """The last check: what is published, when, where, and who is told."""
    return await _check(request, recruitment_id, session, language, forms.untouched(request))


@router.post("/publication")
async def publish(
    request: Request,
    recruitment_id: UUID,
    who: Author,
    database: DatabaseDep,
    desk: DeskDep,
    language: LanguageDep,
) -> Response:
    """Publish."""
    form = await forms.handed_in(request)
    with form.mending():
        given = PublicationGiven.model_validate(
            {"opens_at": _opening(form), **form.filled(["closes_at"])}
        )
        await decide(desk, who, Decided.PUBLISH_ADVERT, AUTHORS, recruitment_id, given, key=None)
        return go_to(f"/cases/{recruitment_id}/advert", PUBLISHED)
    if not form.errors.keys() <= PERIOD:
        form.problem = " ".join(dict.fromkeys(form.errors.values()))
        form.errors = {}
    async with database.transaction() as session:
        return await _check(request, recruitment_id, session, language, form)


@router.post("/extension")
async def extend(
    request: Request,
    recruitment_id: UUID,
    who: Author,
    database: DatabaseDep,
    settings: SettingsDep,
    desk: DeskDep,
) -> Response:
    """Set a later deadline."""
    form = await forms.handed_in(request)
    with form.mending():
        given = ExtensionGiven.model_validate({"closes_at": form.text("closes_at")})
        await decide(desk, who, Decided.EXTEND_DEADLINE, AUTHORS, recruitment_id, given, key=None)
        return go_to(f"/cases/{recruitment_id}/advert", EXTENDED)
    async with database.transaction() as session:
        return await standing(request, recruitment_id, who, session, settings, form)


async def standing(
    request: Request,
    recruitment_id: UUID,
    who: CaseActor,
    session: AsyncSession,
    settings: Settings,
    form: Form,
) -> Response:
    """Where the advert stands: until when, with how many applications, in which channels."""
    case = await needs.read(session, recruitment_id, who.actor, who.relations)
    advert = await reading.read(session, recruitment_id)
    leads = who.has(*AUTHORS)
    again = case.phase is Phase.SCREENING and case.screened_at is None
    return page(
        request,
        "advert/standing.html",
        form=form,
        case=case,
        case_id=recruitment_id,
        advert=advert,
        applications=await reading.applications(session, advert.id),
        link=f"{settings.public_url}/adverts/{advert.id}",
        may_correct=leads and advert.state in {"scheduled", "open"},
        may_extend=leads and (case.phase is Phase.ADVERTISED or again),
        later=_later(advert.closes_at),
    )


async def _check(
    request: Request, recruitment_id: UUID, session: AsyncSession, language: str, form: Form
) -> Response:
    advert = await reading.read(session, recruitment_id)
    if advert.state != "draft":
        return go_to(f"/cases/{recruitment_id}/advert")
    checks = await reading.read_checks(session, recruitment_id, language)
    return page(
        request,
        "advert/publication.html",
        form=form,
        case_id=recruitment_id,
        advert=advert,
        headings=HEADINGS,
        checklist=checklist(checks),
        stops=bool(checks.errors),
        usual=clock.today() + USUAL,
        short=SHORT.days,
    )


def _opening(form: Form) -> Any:
    """The beginning of the chosen day; what is no day as it was typed, for the model to refuse."""
    typed = form.text("opens_at")
    try:
        return datetime.combine(date.fromisoformat(typed), time(), OSLO) if typed else None
    except ValueError:
        return typed


def _later(closes_at: datetime | None) -> date:
    """A week more, as a suggestion."""
    last = (closes_at or clock.now()).astimezone(OSLO).date()
    return max(last, clock.today()) + timedelta(weeks=1)
