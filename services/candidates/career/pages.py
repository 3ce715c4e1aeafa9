"""The career site: the open adverts, and one of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.access.permissions import Anybody
from services.candidates.career import service
from services.candidates.career.schemas import AdvertShown, TextShown
from services.candidates.career.store import Wanted
from services.candidates.enquiries.service import KEPT_FOR as QUESTIONS_KEPT
from services.kit.i18n import LANGUAGES, Language
from services.kit.pages import forms
from services.kit.pages.choices import keep_language
from services.kit.pages.rendering import page
from services.kit.paging import PageAsked
from services.kit.settings import Settings
from services.kit.web import LanguageDep, Session, SettingsDep
from services.organisation.occupations import occupation_name


async def _addressed(request: Request, language: Annotated[str, Query(max_length=2)] = "") -> None:
    """Search engines are told of each page in each language, so an address may say which."""
    request.state.addressed = language if language in LANGUAGES else None


router = APIRouter(include_in_schema=False, dependencies=[Depends(_addressed)])

Via = Annotated[str, Query(max_length=64)]
Field = Annotated[str, Query(max_length=200)]


async def _wanted(search: Field = "", place: Field = "", occupation: Field = "") -> Wanted:
    """What somebody looks for; a form sends its empty fields too."""
    code = occupation if occupation.isdecimal() else ""
    return Wanted(search.strip() or None, place.strip() or None, code or None)


WantedDep = Annotated[Wanted, Depends(_wanted)]


@router.get("/jobs")
async def jobs() -> Response:
    """What people type; adverts have one address."""
    return RedirectResponse("/adverts", 308)


@router.get("/adverts")
async def listed(
    request: Request,
    _who: Anybody,
    wanted: WantedDep,
    session: Session,
    settings: SettingsDep,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """The open adverts, and what to look for among them."""
    found = await service.listed(session, asked, wanted, language)
    choices = await service.choices(session)
    answer = page(
        request,
        "career/adverts.html",
        site=f"{settings.public_url}/adverts",
        adverts=found.items,
        next=found.next,
        count=await service.count(session, wanted),
        wanted=wanted,
        places=choices.places,
        occupations=sorted(
            ((code, occupation_name(code, language)) for code in choices.occupations),
            key=lambda option: option[1],
        ),
    )
    return _kept(request, answer)


@router.get("/adverts/{advert_id}")
async def shown(
    request: Request,
    advert_id: UUID,
    _who: Anybody,
    session: Session,
    settings: SettingsDep,
    language: LanguageDep,
    via: Via = "",
) -> Response:
    """One of them, whole."""
    advert = await service.shown(session, advert_id, via or None)
    tag, text = text_in(advert, language)
    answer = page(
        request,
        "career/advert.html",
        advert=advert,
        text=text,
        tag=tag,
        contact=_contact(text),
        via=via if advert.source else "",
        address=service.address(settings, advert_id),
        written=[one for one in LANGUAGES if one in advert.texts],
        posting=await service.job_posting(session, settings, advert_id, language),
        kept_months=months_kept(settings),
        form=forms.untouched(request),
        days=QUESTIONS_KEPT.days,
    )
    return _kept(request, answer)


def _kept(request: Request, answer: Response) -> Response:
    """Who came by an address in a language reads on in it."""
    keep_language(answer, request.state.addressed or "")
    return answer


def text_in(advert: AdvertShown, language: Language) -> tuple[str, TextShown]:
    """An advert in the reader's language, or in the one it is written in."""
    tag = next(one for one in (language, *LANGUAGES) if one in advert.texts)
    return tag, advert.texts[tag]


def months_kept(settings: Settings) -> int:
    """For how long an application is kept of somebody who was not hired."""
    return round(settings.retention.days / 30.4)


def _contact(text: TextShown) -> list[tuple[str, str]]:
    """Whom to ask, part by part, each with what a phone or a computer does with it."""
    said = next((fact.value for fact in text.facts if fact.key == "contact"), "")
    return [(_link(part), part) for part in said.split(", ") if part]


def _link(part: str) -> str:
    if "@" in part:
        return f"mailto:{part}"
    digits = part.replace(" ", "")
    return f"tel:{digits}" if digits.removeprefix("+").isdecimal() else ""
