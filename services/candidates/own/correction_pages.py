"""Correct what one sent: everything until the deadline, and after it how one is reached."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import LetIn
from services.candidates.applications import filled
from services.candidates.applications.filled import Chosen
from services.candidates.applications.schemas import Correction
from services.candidates.career import service as career
from services.candidates.career.schemas import QuestionAsked
from services.candidates.files import Files
from services.candidates.own import service
from services.candidates.own.schemas import Whole
from services.candidates.questions import pages as questions
from services.candidates.questions.kinds import SCALE, QuestionKind
from services.kit.errors import Stale
from services.kit.i18n import marked as _
from services.kit.pages import forms, tokens
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session

router = APIRouter(include_in_schema=False, route_class=Once)

TEXTS = ("name", "phone", "occupation", "municipality", "gender", "letter")
CORRECTED = _("Your application is corrected. A letter confirms it.")


@router.get("/{application_id}/correction")
async def begin(request: Request, application_id: UUID, who: LetIn, session: Session) -> Response:
    """What was sent, to be changed."""
    return await _page(request, session, who, application_id, forms.untouched(request))


@router.post("/{application_id}/correction")
async def correct(
    request: Request,
    application_id: UUID,
    who: LetIn,
    database: DatabaseDep,
    files: Files,
    language: LanguageDep,
) -> Response:
    """Take in what is another than before."""
    async with filled.sent(request) as form:
        tokens.require(request, form.text(tokens.FIELD))
        async with database.transaction() as session:
            mine = await service.whole(session, who, application_id)
            asked = await career.questions(session, mine.advert_id)
        chosen: list[Chosen] = []
        with form.mending():
            chosen += await filled.papers(form, asked) if mine.correctable else []
            correction = Correction.model_validate(_changed(form, mine, asked, chosen))
            version = form.version
            uploads = [one.upload for one in chosen]
            async with database.transaction() as session:
                await service.correct(
                    session, files, who, application_id, correction, uploads, version
                )
            return go_to(f"/my-applications/{application_id}", CORRECTED)
        filled.explain(form, chosen, asked, language)
    async with database.transaction() as session:
        return await _page(request, session, who, application_id, form)


def _changed(
    form: Form, mine: Whole, asked: Sequence[QuestionAsked], chosen: Sequence[Chosen]
) -> dict[str, Any]:
    """What is another than what stands; what may no longer be changed is not in the form."""
    stored = mine.model_dump()
    fields = TEXTS if mine.correctable else ("phone",)
    said: dict[str, Any] = {name: form.text(name) or None for name in fields}
    said["language"] = form.text("language")
    changed = {name: value for name, value in said.items() if value != stored[name]}
    if "name" in changed:
        changed["name"] = form.text("name")
    if not mine.correctable:
        return changed
    if (age := form.number("age")) != mine.age:
        changed["age"] = age
    if answers := _answers(form, mine, asked, chosen):
        changed["answers"] = answers
    if without := form.texts("without"):
        changed["without_papers"] = without
    if chosen:
        changed["paper_kinds"] = {one.upload.filename: one.kind for one in chosen}
    return changed


def _answers(
    form: Form, mine: Whole, asked: Sequence[QuestionAsked], chosen: Sequence[Chosen]
) -> dict[UUID, Any]:
    before = {one.question_id: one.answer for one in mine.answers}
    now = questions.answers(form, asked)
    files = {one.field: one.upload.filename for one in chosen}
    answers: dict[UUID, Any] = {}
    for one in asked:
        if one.kind == QuestionKind.FILE:
            if name := files.get(questions.field(one.id)):
                answers[one.id] = name
        elif now.get(one.id) != before.get(one.id):
            answers[one.id] = now.get(one.id)
    return answers


async def _page(
    request: Request, session: AsyncSession, who: LetIn, application_id: UUID, form: Form
) -> Response:
    mine = await service.whole(session, who, application_id)
    return page(
        request,
        "own/correction.html",
        form=form,
        mine=mine,
        questions=await career.questions(session, mine.advert_id),
        stored={one.question_id: _as_typed(one.answer) for one in mine.answers},
        scale=SCALE,
        stale=form.said_by(Stale),
    )


def _as_typed(answer: object) -> object:
    """An answer as the field of its question holds it."""
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer
