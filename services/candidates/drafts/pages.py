"""Applying without an account, one page at a time; each is kept as it is left."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.access.permissions import Anybody
from services.candidates.applications import filled
from services.candidates.career import service as career
from services.candidates.career.schemas import QuestionAsked
from services.candidates.drafts import resume, service
from services.candidates.drafts.check_pages import router as check
from services.candidates.drafts.content import LARGEST, OWN, Key, Step
from services.candidates.drafts.views import KeyDep, beside, path_of, remembered, shown
from services.candidates.files import Files
from services.kit.database import Database
from services.kit.errors import Invalid, TooLarge, WrongType
from services.kit.files.store import FileStore
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to
from services.kit.problems import said
from services.kit.web import DatabaseDep, LanguageDep, Session

router = APIRouter(prefix="/adverts/{advert_id}/apply", include_in_schema=False, route_class=Once)
router.include_router(check)

STAYING = ("add", "remove", "import", "forget_cv")
"""Buttons that do something on the page itself."""


@router.get("")
async def begin(
    request: Request,
    _who: Anybody,
    key: KeyDep,
    session: Session,
    language: LanguageDep,
    via: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The first page; with what this browser has written before."""
    advert = await career.shown(session, key.advert_id, None)
    draft = await service.find(session, key)
    form = draft.form(language) if draft else forms.untouched(request)
    begun = draft is not None and draft.content.reached is not Step.ABOUT
    return shown(request, key, advert, Step.ABOUT, form, draft, via=via, begun=begun)


@router.get("/{step}")
async def go_on(
    request: Request,
    step: Step,
    _who: Anybody,
    key: KeyDep,
    session: Session,
    language: LanguageDep,
) -> Response:
    """A later page; who has written nothing here begins with the first."""
    advert = await career.shown(session, key.advert_id, None)
    draft = await service.find(session, key)
    if draft is None or step is Step.ABOUT:
        return go_to(path_of(key, Step.ABOUT))
    step = beside(advert, step, 0)
    return shown(request, key, advert, step, draft.form(language), draft)


@router.post("/{step}")
async def save(
    request: Request,
    step: Step,
    _who: Anybody,
    key: KeyDep,
    database: DatabaseDep,
    files: Files,
    language: LanguageDep,
) -> Response:
    """Keep the page, then go where the button leads if nothing has to be mended first."""
    async with filled.sent(request) as form:
        async with database.transaction() as session:
            advert = await career.shown(session, key.advert_id, None)
        await _keep(database, files, key, step, form, advert.questions)
        leads = step if _stays(form) else beside(advert, step, -1 if form.has("back") else 1)
        async with database.transaction() as session:
            draft = await service.find(session, key)
            if draft is not None and not form.refused and form.has("go"):
                found = await service.to_mend(session, key, draft, advert.questions, language)
                form.errors |= {name: why for name, why in found.items() if OWN[step](name)}
            if form.refused:
                return shown(request, key, advert, step, form, draft)
            await service.reach(session, key, leads)
    return remembered(go_to(path_of(key, leads)), key)


def _stays(form: Form) -> bool:
    return any(form.has(button) for button in STAYING)


async def _keep(
    database: Database,
    files: FileStore,
    key: Key,
    step: Step,
    form: Form,
    asked: Sequence[QuestionAsked],
) -> None:
    """Keep the texts, then each file by itself: one that is refused takes nothing with it."""
    with form.mending():
        async with database.transaction() as session:
            await service.save(session, key, step, form.typed())
            if (taken := form.text("remove")) and (paper := _id(taken)):
                await service.remove_paper(session, key, paper)
            if form.has("forget_cv"):
                await service.read_in(session, key, None)
    for chosen in form.files(resume.FIELD)[:1]:
        with form.mending():
            cv = resume.read(await chosen.read(LARGEST + 1))
            async with database.transaction() as session:
                await service.read_in(session, key, cv)
    for field, kind, chosen in filled.files(form, asked):
        name = chosen.filename or ""
        try:
            filled.require_size(chosen, field)
            file = await files.take(await chosen.read(), name)
            async with database.transaction() as session:
                await service.add(session, key, field, kind, file)
        except (Invalid, TooLarge, WrongType) as error:
            why = said(form.language, error).detail
            why = why if name in why else f"{name}: {why}"
            form.errors[field] = " ".join(filter(None, (form.errors.get(field), why)))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
