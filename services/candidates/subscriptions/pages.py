"""Subscribing to new adverts, and ending it again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Anybody
from services.candidates.career import service as career
from services.candidates.subscriptions import service
from services.candidates.subscriptions.service import CONFIRMED_WITHIN, Wish
from services.candidates.subscriptions.tables import Subscription
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session, SettingsDep, language_of
from services.organisation.occupations import occupation_name

router = APIRouter(prefix="/subscriptions", include_in_schema=False, route_class=Once)

ENDED = _("You get no more letters about these posts. Your address is deleted.")
CONFIRMED = _("You will hear from us when such a post is vacant.")
NO_ADDRESS = _("Write an e-mail address, such as name@example.org.")
Field = Annotated[str, Query(max_length=100)]


@router.get("")
async def begin(
    request: Request, _who: Anybody, session: Session, place: Field = "", occupation: Field = ""
) -> Response:
    """What to hear of; what was looked for is chosen already."""
    form = forms.untouched(request)
    return await _page(request, session, form, place=place, occupation=occupation)


@router.post("")
async def ask(
    request: Request,
    _who: Anybody,
    database: DatabaseDep,
    settings: SettingsDep,
    language: LanguageDep,
) -> Response:
    """Mail the link that confirms it."""
    form = await forms.open_form(request)
    with form.mending():
        wish = Wish(
            address=form.text("address"),
            language=language,
            place=form.text("place") or None,
            occupation=form.text("occupation") or None,
        )
        client = request.client.host if request.client else ""
        await service.ask(database, settings, request.app.state.mail, wish, client)
        return go_to("/subscriptions/asked")
    if "address" in form.errors:
        form.errors["address"] = translate(language, NO_ADDRESS)
    async with database.transaction() as session:
        return await _page(request, session, form)


@router.get("/asked")
async def asked(request: Request, _who: Anybody) -> Response:
    """Where to look now."""
    return page(request, "career/subscription/asked.html", days=CONFIRMED_WITHIN.days)


@router.get("/{subscription_id}/{proof}/confirm")
async def show_to_confirm(
    request: Request,
    subscription_id: UUID,
    proof: str,
    _who: Anybody,
    session: Session,
    settings: SettingsDep,
) -> Response:
    """Whoever follows the link of the mail, a scanner too, has confirmed nothing yet."""
    found = await service.find(session, settings, subscription_id, proof)
    return _shown(request, "career/subscription/confirm.html", found)


@router.post("/{subscription_id}/{proof}/confirm")
async def confirm(
    subscription_id: UUID, proof: str, _who: Anybody, session: Session, settings: SettingsDep
) -> Response:
    """Letters come from now on."""
    service.confirm(await service.find(session, settings, subscription_id, proof))
    return go_to(f"/subscriptions/{subscription_id}/{proof}", CONFIRMED)


@router.get("/{subscription_id}/{proof}")
async def shown(
    request: Request,
    subscription_id: UUID,
    proof: str,
    _who: Anybody,
    session: Session,
    settings: SettingsDep,
) -> Response:
    """What is subscribed to, and the button that ends it."""
    found = await service.find(session, settings, subscription_id, proof)
    return _shown(request, "career/subscription/shown.html", found)


@router.post("/{subscription_id}/{proof}")
async def end(
    subscription_id: UUID, proof: str, _who: Anybody, session: Session, settings: SettingsDep
) -> Response:
    """By the button, or by a mail program with one click (RFC 8058)."""
    await service.end(session, settings, subscription_id, proof)
    return go_to("/adverts", ENDED)


def _shown(request: Request, template: str, found: Subscription) -> Response:
    language = language_of(request)
    named = occupation_name(found.occupation, language) if found.occupation else None
    return page(request, template, place=found.place, occupation=named)


async def _page(
    request: Request, session: AsyncSession, form: Form, *, place: str = "", occupation: str = ""
) -> Response:
    language = language_of(request)
    choices = await career.choices(session)
    return page(
        request,
        "career/subscription/ask.html",
        form=form,
        place=place,
        occupation=occupation,
        places=[(one, one) for one in choices.places],
        occupations=sorted(
            ((code, occupation_name(code, language)) for code in choices.occupations),
            key=lambda option: option[1],
        ),
    )
