"""The candidate's own pages: where an application stands, and what can be done with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.access.permissions import LetIn
from services.candidates.own import service
from services.candidates.own.correction_pages import router as correction
from services.candidates.own.rules import Stage, Status
from services.candidates.own.schemas import Confirmation, Exemption, Whole
from services.candidates.privacy import service as privacy
from services.candidates.questions.kinds import QuestionKind
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.paging import PageAsked
from services.kit.web import DatabaseDep, Session

router = APIRouter(prefix="/my-applications", include_in_schema=False, route_class=Once)
router.include_router(correction)

STAGES: dict[Stage, str] = {
    Stage.RECEIVED: _("Received"),
    Stage.ASSESSED: _("Being assessed"),
    Stage.INTERVIEW: _("Interview"),
    Stage.DECISION: _("Decision"),
}
TRACKLESS = {Status.WITHDRAWN, Status.DECLINED, Status.LAPSED, Status.ENDED}
"""Ends of which a track would say that more was reached than was."""
DECIDED = {Status.ACCEPTED, Status.HIRED}


@dataclass(frozen=True)
class Check:
    """A page that asks once more, because what it does cannot be undone."""

    headline: str
    text: str
    button: str
    done: str


WITHDRAWAL = Check(
    _("Withdraw your application?"),
    _(
        "Nobody goes on with your application, and it cannot be taken up again. A letter "
        "confirms it."
    ),
    _("Yes, withdraw it"),
    _("Your application is withdrawn."),
)
ERASURE = Check(
    _("Erase your application?"),
    _(
        "What you sent us is deleted for good: the letter, the papers and the answers. If the "
        "application is still under way, it is withdrawn first. What the law has us keep of the "
        "case stays: the public list, and what others wrote when they decided."
    ),
    _("Yes, erase it"),
    _("Your application is erased."),
)
DISOWNED = Check(
    _("Was it not you who applied?"),
    _("The application then counts as never made, and we delete what it held."),
    _("It was not me. Delete it"),
    _("The application counts as never made, and what it held is deleted."),
)


@router.get("")
async def listed(request: Request, who: LetIn, session: Session, asked: PageAsked) -> Response:
    """My applications, the newest first."""
    found = await service.listed(session, who, asked)
    return page(request, "own/applications.html", applications=found.items, next=found.next)


@router.get("/{application_id}")
async def shown(request: Request, application_id: UUID, who: LetIn, session: Session) -> Response:
    """One of them, whole."""
    return await _page(request, session, who, application_id, forms.untouched(request))


@router.get("/{application_id}/withdrawal")
async def ask_withdrawal(
    request: Request, application_id: UUID, who: LetIn, session: Session
) -> Response:
    """Ask once more."""
    return await _check(request, session, who, application_id, WITHDRAWAL)


@router.post("/{application_id}/withdrawal")
async def withdraw(
    request: Request, application_id: UUID, who: LetIn, database: DatabaseDep
) -> Response:
    """Withdraw it."""
    form = await forms.handed_in(request)
    with form.mending():
        async with database.transaction() as session:
            await service.withdraw(session, who, application_id)
        return go_to(f"/my-applications/{application_id}", WITHDRAWAL.done)
    async with database.transaction() as session:
        return await _check(request, session, who, application_id, WITHDRAWAL, form)


@router.get("/{application_id}/erasure")
async def ask_erasure(
    request: Request, application_id: UUID, who: LetIn, session: Session
) -> Response:
    """Ask once more."""
    return await _check(request, session, who, application_id, ERASURE)


@router.post("/{application_id}/erasure")
async def erase(
    request: Request, application_id: UUID, who: LetIn, database: DatabaseDep
) -> Response:
    """Erase it."""
    form = await forms.handed_in(request)
    with form.mending():
        async with database.transaction() as session:
            await privacy.erase(session, who, application_id)
        # Whoever has nothing more with us is signed out by it: the first page is for both.
        return go_to("/", ERASURE.done)
    async with database.transaction() as session:
        return await _check(request, session, who, application_id, ERASURE, form)


@router.get("/{application_id}/not-mine")
async def ask_disowning(
    request: Request, application_id: UUID, who: LetIn, session: Session
) -> Response:
    """Ask once more."""
    return await _check(request, session, who, application_id, DISOWNED)


@router.post("/{application_id}/not-mine")
async def disown(
    request: Request, application_id: UUID, who: LetIn, database: DatabaseDep
) -> Response:
    """Somebody else sent it: it counts as never made."""
    form = await forms.handed_in(request)
    with form.mending():
        async with database.transaction() as session:
            told = Confirmation(version=1, mine=False)
            await service.confirm(session, who, application_id, told)
        return go_to("/", DISOWNED.done)
    async with database.transaction() as session:
        return await _check(request, session, who, application_id, DISOWNED, form)


@router.post("/{application_id}/confirmation")
async def confirm(
    request: Request, application_id: UUID, who: LetIn, database: DatabaseDep
) -> Response:
    """Say whether one that was sent again is mine."""
    form = await forms.handed_in(request)
    mine = form.text("mine") == "yes"
    with form.mending():
        told = Confirmation.model_validate({"version": form.number("version"), "mine": mine})
        async with database.transaction() as session:
            await service.confirm(session, who, application_id, told)
        notice = _("The new application counts now.") if mine else _("It is deleted.")
        return go_to(f"/my-applications/{application_id}", notice)
    async with database.transaction() as session:
        return await _page(request, session, who, application_id, form)


@router.get("/{application_id}/exemption")
async def ask_why(request: Request, application_id: UUID, who: LetIn, session: Session) -> Response:
    """Why somebody asks to be left off the public list."""
    form = forms.untouched(request)
    mine = await service.whole(session, who, application_id)
    return page(request, "own/exemption.html", mine=mine, form=form)


@router.post("/{application_id}/exemption")
async def ask_exemption(
    request: Request, application_id: UUID, who: LetIn, database: DatabaseDep
) -> Response:
    """Ask to be left off the public list."""
    form = await forms.handed_in(request)
    with form.mending():
        wish = Exemption(reason=form.text("reason") or None)
        async with database.transaction() as session:
            await service.ask_exemption(session, who, application_id, wish.reason)
        notice = _("You have asked to be left off the list. A letter tells you what is decided.")
        return go_to(f"/my-applications/{application_id}", notice)
    async with database.transaction() as session:
        mine = await service.whole(session, who, application_id)
    return page(request, "own/exemption.html", mine=mine, form=form)


async def _page(
    request: Request, session: Session, who: LetIn, application_id: UUID, form: Form
) -> Response:
    mine = await service.whole(session, who, application_id)
    answers = [
        (one.question, one.said)
        for one in mine.answers
        # A file that was asked for stands among the papers.
        if one.kind != QuestionKind.FILE and one.answer is not None
    ]
    return page(
        request, "own/application.html", form=form, mine=mine, steps=_track(mine), answers=answers
    )


async def _check(
    request: Request,
    session: Session,
    who: LetIn,
    application_id: UUID,
    check: Check,
    form: Form | None = None,
) -> Response:
    mine = await service.whole(session, who, application_id)
    form = form or forms.untouched(request)
    return page(request, "own/check.html", mine=mine, check=check, form=form)


def _track(mine: Whole) -> list[dict[str, Any]]:
    """The four steps; none for an application that ended before it was decided on."""
    if mine.status in TRACKLESS:
        return []
    at = len(STAGES) if mine.status in DECIDED else list(STAGES).index(mine.stage)
    states = ["done" if place < at else "now" if place == at else "planned" for place in range(4)]
    return [
        {"label": label, "state": state}
        for label, state in zip(STAGES.values(), states, strict=True)
    ]
