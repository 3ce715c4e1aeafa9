"""Do the same for many applicants after a check, and undo it.

It is handed in where the applicants are shown, so that the check stands at the same address.
"""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.database import Database
from services.kit.errors import Invalid, NotFound
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import forms
from services.kit.pages.filters import chosen
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, language_of
from services.recruitment.permissions import CaseActor
from services.selection.board import reading, service, undoable, undoing
from services.selection.board.pages import Shown, read_again
from services.selection.board.reading import Board
from services.selection.board.rules import MET, Move
from services.selection.board.service import UNANSWERED, Given
from services.selection.parts import Leading
from services.selection.screening.schemas import MustGiven

router = APIRouter(
    prefix="/cases/{recruitment_id}/applicants", include_in_schema=False, route_class=Once
)

UNDONE = _("It is undone: everything is as it was.")


@router.post("")
async def move(
    request: Request, recruitment_id: UUID, who: Leading, database: DatabaseDep
) -> Response:
    """Check first what several are moved to, then do it; or undo it."""
    form = await forms.handed_in(request)
    place = f"/cases/{recruitment_id}/applicants"
    here = f"{place}?{chosen(request, Shown).query(everybody=None)}".rstrip("?")
    if form.has("undo"):
        answer = await _undo(request, who, database, form, here)
        undoable.forget(answer, place)
        return answer
    given: Given | None = None
    with form.mending():
        given = _given(form)
        async with database.transaction() as session:
            board = await reading.board(session, who, language_of(request))
            move = service.movable(board.picked(given.applications), given)
            if not form.has("sure") and not _at_once(given, move):
                unasked = forms.untouched(request)
                return await _check(request, session, unasked, board, replace(given, move=move))
            done = await service.do(session, who, given)
        answer = go_to(here)
        undoable.offer(answer, place, done)
        return answer
    async with database.transaction() as session:
        if given is None or not form.has("sure") or "application_ids" in form.errors:
            return await read_again(request, who, session, form)
        board = await reading.board(session, who, language_of(request))
        return await _check(request, session, form, board, given)


async def _undo(
    request: Request, who: CaseActor, database: Database, form: Form, here: str
) -> Response:
    with form.mending():
        async with database.transaction() as session:
            await undoing.undo(session, who, _id(form.text("undo")))
        return go_to(here, UNDONE)
    async with database.transaction() as session:
        return await read_again(request, who, session, form)


def _at_once(given: Given, move: Move) -> bool:
    """Proposing one needs no check: it is undone as easily."""
    return len(given.applications) == 1 and move not in MET


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _given(form: Form) -> Given:
    """What is to be done, and for whom."""
    move = next((each for each in Move if each == form.text("move")), None)
    applications = frozenset(_id(one) for one in form.texts("application_ids"))
    faults: dict[str, str] = {}
    if not applications:
        faults["application_ids"] = _("Select at least one applicant.")
    if move is None:
        faults["move"] = _("Choose what is to be done.")
    if faults or move is None:
        raise Invalid("incomplete", next(iter(faults.values())), faults)
    note = MustGiven(met=MET.get(move), note=form.text("note") or None).note
    return Given(move, applications, form.text("must"), note)


async def _check(
    request: Request, session: AsyncSession, form: Form, board: Board, given: Given
) -> Response:
    """Who it is about, how many, and what happens."""
    language = language_of(request)
    musts = await reading.musts(session, board, language) if given.move in MET else []
    if given.move is Move.MET and len(musts) > 1:
        musts.insert(0, (UNANSWERED, translate(language, "Every must that has no answer yet")))
    return page(
        request,
        "applicants/check.html",
        form=form,
        case=board.head.case,
        head=board.head,
        how=chosen(request, Shown),
        move=given.move,
        cards=board.picked(given.applications),
        musts=musts,
    )
