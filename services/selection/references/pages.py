"""What a referee is asked, by link: one page, on a phone, and done."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import LetIn
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session
from services.selection.references import service
from services.selection.references.schemas import ReferenceGiven, RequestShown

router = APIRouter(prefix="/references/{reference_id}", include_in_schema=False, route_class=Once)

THANKS = _("Thank you. Your reference is received.")


@router.get("")
async def show(
    request: Request, reference_id: UUID, who: LetIn, session: Session, language: LanguageDep
) -> Response:
    """The questions, and about whom they are."""
    form = forms.untouched(request)
    return await _page(request, session, who, reference_id, form, warned=False)


@router.post("")
async def give(
    request: Request,
    reference_id: UUID,
    who: LetIn,
    database: DatabaseDep,
) -> Response:
    """Take the reference, once; wording that touches what may not be asked is shown first."""
    form = await forms.handed_in(request)
    async with database.transaction() as session:
        asked = await service.request(session, who.person_id, reference_id)
    warned = False
    with form.mending():
        answers = [
            {
                "question": one.key,
                "answer": form.text(f"answers.{one.key}"),
                "against": form.has(f"against.{one.key}"),
            }
            for one in asked.questions
            if form.text(f"answers.{one.key}")
        ]
        given = ReferenceGiven.model_validate(
            {"answers": answers, "despite_warnings": form.has("despite_warnings")}
        )
        # First all that is missing, then whether it may be said.
        warned = len(answers) == len(asked.questions) and bool(service.warnings_in(given.given()))
        async with database.transaction() as session:
            await service.give(
                session,
                who.person_id,
                reference_id,
                given.given(),
                despite_warnings=given.despite_warnings,
                language=who.language,
            )
        return go_to(request.url.path, THANKS)
    for number, one in enumerate(asked.questions, 1):
        if message := form.errors.get(f"answers.{one.key}"):
            numbered = translate(
                who.language, "Question {number}: {message}", number=number, message=message
            )
            form.errors[f"answers.{one.key}"] = numbered
    async with database.transaction() as session:
        return await _page(request, session, who, reference_id, form, warned=warned)


async def _page(
    request: Request,
    session: AsyncSession,
    who: LetIn,
    reference_id: UUID,
    form: Form,
    *,
    warned: bool,
) -> Response:
    asked = RequestShown.of(await service.request(session, who.person_id, reference_id))
    return page(request, "references/reference.html", form=form, asked=asked, warned=warned)
