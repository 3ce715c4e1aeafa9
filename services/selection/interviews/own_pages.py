"""The interview that lies ahead, as its candidate sees and answers it."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import LetIn
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session
from services.recruitment.need.post import post_of
from services.selection.interviews import service
from services.selection.interviews.schemas import AnswerGiven

router = APIRouter(
    prefix="/my-applications/{application_id}/interview", include_in_schema=False, route_class=Once
)

ANSWERED = {
    "accepted": _("You have accepted the interview. Welcome!"),
    "other_time": _("You have asked for another time. You will hear from us."),
}


@router.get("")
async def show(
    request: Request, application_id: UUID, who: LetIn, session: Session, language: LanguageDep
) -> Response:
    """When and where, and the question whether it suits."""
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
    """Take the answer; another one may follow."""
    form = await forms.handed_in(request)
    with form.mending():
        said = form.text("answer")
        note = form.text("note") if said == "other_time" else ""
        given = AnswerGiven.model_validate({"answer": said, "note": note or None})
        async with database.transaction() as session:
            await service.answer(session, who.person_id, application_id, given.answer, given.note)
        return go_to(request.url.path, ANSWERED[given.answer])
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
    interview = await service.ahead_of(session, who.person_id, application_id)
    return page(
        request,
        "own/interview.html",
        form=form,
        interview=interview,
        post=await post_of(session, interview.recruitment_id, language),
        application_id=application_id,
    )
