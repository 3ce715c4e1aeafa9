"""All applicants of a case, as a table or as a board."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Forbidden
from services.kit.pages import forms
from services.kit.pages.filters import Filter, chosen
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import LanguageDep, Session, language_of
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.permissions import CaseActor
from services.selection.board import reading, undoable, wording
from services.selection.board.reading import Board, Card
from services.selection.board.rules import PROPOSABLE, TO, Move, Stage
from services.selection.board.wording import CardShown
from services.selection.parts import Reader
from services.selection.screening.rules import SCREENABLE
from workflows.payloads.codes import Phase

router = APIRouter(
    prefix="/cases/{recruitment_id}/applicants", include_in_schema=False, route_class=Once
)

UNDECLARED = "conflicts_undeclared"
AT_MOST = 500
"""Applicants on one page of the table, and cards in one column of the board."""


class Shown(Filter):
    """How the applicants are shown, and which of them."""

    view: Literal["table", "board"] = "table"
    stage: Stage | None = None
    page: int = Field(default=1, ge=1, le=1000)
    everybody: Literal["yes", ""] = ""
    """yes: with everybody shown selected."""


@dataclass(frozen=True)
class Pile:
    """One column of the board, or all that the table shows."""

    stage: Stage | None
    cards: list[CardShown]
    count: int
    move: Move | None = None
    """What it means to put a card here; None where that cannot be done by hand."""


@router.get("")
async def show_all(
    request: Request, recruitment_id: UUID, who: Reader, session: Session, language: LanguageDep
) -> Response:
    """Everybody the reader may see, with how far each has come."""
    try:
        board = await reading.board(session, who, language)
    except Forbidden as refusal:
        if refusal.code != UNDECLARED:
            raise
        return go_to(f"/cases/{recruitment_id}/conflicts")
    return shown(request, who, board, forms.untouched(request))


async def read_again(
    request: Request, who: CaseActor, session: AsyncSession, form: Form
) -> Response:
    """The same after something was refused, with what was selected."""
    board = await reading.board(session, who, language_of(request))
    return shown(request, who, board, form)


def shown(request: Request, who: CaseActor, board: Board, form: Form) -> Response:
    """The page of a board."""
    how, case = chosen(request, Shown), board.head.case
    leads = who.has(*LEADING)
    moves = moves_in(Phase(case.phase)) if leads else []
    in_screening = leads and case.phase == Phase.SCREENING
    selected = None if how.everybody else frozenset(form.texts("application_ids"))
    show = partial(wording.shown, language_of(request), selectable=bool(moves), selected=selected)
    found = [card for card in board.cards if how.stage in (None, card.stage)]
    return page(
        request,
        "applicants/board.html" if how.view == "board" else "applicants/table.html",
        form=form,
        done=None if form.has("undo") else undoable.of(request),
        case=case,
        head=board.head,
        how=how,
        total=len(board.cards),
        counts=board.counts,
        stages=list(Stage),
        piles=_columns(board, moves, show)
        if how.view == "board"
        else [_pile(how.stage, found, show, how.page)],
        more=how.page * AT_MOST < len(found),
        blind=any(card.name is None for card in board.cards),
        moves=moves,
        todo=next((card for card in board.cards if card.stage is Stage.TO_ASSESS), None),
        may_complete=in_screening and case.screened_at is None,
        may_shortlist=in_screening and case.screened_at is not None,
    )


def moves_in(phase: Phase) -> list[Move]:
    """What can be done for many in a phase."""
    answers = [Move.UNCLEAR, Move.NOT_MET, Move.MET] if phase in SCREENABLE else []
    return [*answers, *([Move.PROPOSE, Move.UNPROPOSE] if phase in PROPOSABLE else [])]


def _columns(board: Board, moves: list[Move], show: Callable[[Card], CardShown]) -> list[Pile]:
    cards: dict[Stage, list[Card]] = {stage: [] for stage in Stage}
    for card in board.cards:
        cards[card.stage].append(card)
    return [
        replace(_pile(stage, found, show), move=move if (move := TO.get(stage)) in moves else None)
        for stage, found in cards.items()
    ]


def _pile(
    stage: Stage | None, cards: list[Card], show: Callable[[Card], CardShown], number: int = 1
) -> Pile:
    """As many as are shown at once."""
    part = cards[(number - 1) * AT_MOST : number * AT_MOST]
    return Pile(stage, [show(card) for card in part], len(cards))
