"""What waits too long, has stopped or has failed, and what may be done about each."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor, SignedIn
from services.kit.i18n import marked as _
from services.kit.pages import filters, forms
from services.kit.pages.filters import Filter
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.paging import PageAsked
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session
from services.organisation.people import service as people
from services.recruitment.operations.lines import lines
from services.recruitment.overview.store import Wait
from services.recruitment.overview.whatif import coming
from services.tasks import desk
from services.tasks.api import Reassignment, Resolution, Sort
from services.tasks.rules import Kept

router = APIRouter(prefix="/operations", include_in_schema=False, route_class=Once)

DONE = {
    "retry": _("It is asked again, with a new deadline."),
    "redo": _("It is asked again, with a new deadline."),
    "skip": _("It is passed over, and the case goes on. Your reason stands in the log."),
}
SEEN_TO = _("It is seen to, and off the list. Your reason is kept.")
SAY_WHAT = _("Choose what is to be done.")
SAY_WHY = _("Say why.")
SAY_HOW = _("Say how it was seen to.")
CHOOSE = _("Choose who is to have it.")
HANDED_OVER = _("Somebody else has it now, and is written to.")


class Listed(Filter):
    """What of the list is shown, in which order."""

    only: Kept | None = None
    sort: Sort = "due_at"


@router.get("")
async def index(
    request: Request, who: SignedIn, session: Session, asked: PageAsked, language: LanguageDep
) -> Response:
    """The list; what has waited longest comes first."""
    wanted = filters.chosen(request, Listed)
    found = await desk.operations(session, who, asked, sort=wanted.sort, only=wanted.only)
    return page(
        request,
        "operations/index.html",
        lines=await lines(session, who, found.items, language),
        wanted=wanted,
        total=await desk.count_operations(session, who, wanted.only),
        next=found.next,
    )


@router.get("/{task_id}")
async def show(
    request: Request, task_id: UUID, who: SignedIn, session: Session, language: LanguageDep
) -> Response:
    """One thing on the list: what was tried, what comes, and what may be done."""
    return await _page(request, task_id, who, session, language, forms.untouched(request))


@router.post("/{task_id}")
async def resolve(
    request: Request,
    task_id: UUID,
    who: SignedIn,
    database: DatabaseDep,
    decisions: DeskDep,
    language: LanguageDep,
) -> Response:
    """Ask again, or pass over, with a reason."""
    form = await forms.handed_in(request)
    with form.mending():
        form.require(action=SAY_WHAT, reason=SAY_HOW if form.has("seen_to") else SAY_WHY)
        given = Resolution.model_validate(form.filled(("action", "reason")))
        await desk.resolve(database, decisions, who, task_id, given.action, given.reason, key=None)
        return go_to("/operations", SEEN_TO if form.has("seen_to") else DONE[given.action])
    async with database.transaction() as session:
        return await _page(request, task_id, who, session, language, form)


@router.get("/{task_id}/hand-over")
async def ask_whom(
    request: Request,
    task_id: UUID,
    who: SignedIn,
    session: Session,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """Who is to have it instead."""
    form = forms.untouched(request)
    return await _hand_over(request, task_id, who, session, asked, language, form)


@router.post("/{task_id}/hand-over")
async def hand_over(
    request: Request,
    task_id: UUID,
    who: SignedIn,
    database: DatabaseDep,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """Give it to somebody else, or look for more people first; what was typed stays."""
    form = await forms.handed_in(request)
    if not form.has("find"):
        with form.mending():
            form.require(person_id=CHOOSE, reason=SAY_WHY)
            given = Reassignment.model_validate(form.filled(("person_id", "reason")))
            async with database.transaction() as session:
                await desk.reassign(session, who, task_id, given.person_id, given.reason)
            return go_to("/operations", HANDED_OVER)
    async with database.transaction() as session:
        return await _hand_over(request, task_id, who, session, asked, language, form)


async def _page(
    request: Request,
    task_id: UUID,
    who: Actor,
    session: AsyncSession,
    language: str,
    form: Form,
) -> Response:
    task = await desk.kept(session, who, task_id)
    [line] = await lines(session, who, [task], language)
    dues = await desk.coming(session, [task])
    return page(
        request,
        "operations/task.html",
        form=form,
        line=line,
        choices=desk.choices(task),
        coming=coming(language, Wait(task, line.name), dues[task.id]),
    )


async def _hand_over(
    request: Request,
    task_id: UUID,
    who: Actor,
    session: AsyncSession,
    asked: PageAsked,
    language: str,
    form: Form,
) -> Response:
    task = await desk.kept(session, who, task_id)
    [line] = await lines(session, who, [task], language)
    search = form.text("search")
    near: dict[str, Any] = {"unit_id": None if search else task.unit_id, "search": search or None}
    found = await people.listed(session, who, asked, role=None, **near)
    return page(
        request,
        "operations/hand_over.html",
        form=form,
        line=line,
        found=[one for one in found.items if one.id != task.assignee_id],
        more=found.next is not None,
        choices=desk.choices(task),
    )
