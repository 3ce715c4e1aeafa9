"""The offer as its candidate reads and answers it, and the contract once it is there."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import LetIn
from services.kit import clock
from services.kit.errors import NotFound
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session
from services.recruitment.need.post import post_of
from services.recruitment.offer import contracts, service
from services.recruitment.offer.rules import Terms
from services.recruitment.offer.schemas import OfferAnswer

router = APIRouter(
    prefix="/my-applications/{application_id}/offer", include_in_schema=False, route_class=Once
)

ANSWERED = {
    "accepted": _("You have accepted the post. Congratulations!"),
    "declined": _("You have declined the post. Thank you for telling us."),
}


@router.get("")
async def show(
    request: Request, application_id: UUID, who: LetIn, session: Session, language: LanguageDep
) -> Response:
    """The terms, and the question."""
    form = forms.untouched(request)
    return await _page(request, session, who, application_id, language, form)


@router.post("")
async def answer(
    request: Request,
    application_id: UUID,
    who: LetIn,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Take the answer once it is given twice: it cannot be taken back."""
    form = await forms.handed_in(request)
    with form.mending():
        told = {"answer": form.text("answer"), "reason": form.text("reason") or None}
        given = OfferAnswer.model_validate({**told, "version": form.number("version")})
        if form.has("sure"):
            async with database.transaction() as session:
                await service.answer_offer(
                    session,
                    application_id,
                    who.person_id,
                    given.answer,
                    given.reason,
                    given.version,
                )
            return go_to(f"/my-applications/{application_id}", ANSWERED[given.answer])
    if "answer" in form.errors:
        form.errors["answer"] = translate(language, "Say whether you accept the post.")
    async with database.transaction() as session:
        return await _page(request, session, who, application_id, language, form)


async def _page(
    request: Request,
    session: AsyncSession,
    who: LetIn,
    application_id: UUID,
    language: str,
    form: Form,
) -> Response:
    offer = await service.own_offer(session, application_id, who.person_id)
    try:
        await contracts.own_file(session, application_id, who.person_id)
        contract = True
    except NotFound:
        contract = False
    return page(
        request,
        "own/offer.html",
        form=form,
        offer=offer,
        terms=Terms.model_validate(offer.terms),
        post=await post_of(session, offer.recruitment_id, language),
        application_id=application_id,
        contract=contract,
        checking=form.value("answer") if form.has("answer") and not form.refused else "",
        standing=offer.state == "sent" and offer.answer_by > clock.now(),
    )
