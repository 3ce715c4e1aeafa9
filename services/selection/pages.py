"""Every page of the area."""

from fastapi import APIRouter

from services.selection.board.moving_pages import router as moving
from services.selection.board.pages import router as board
from services.selection.conflicts.pages import router as conflicts
from services.selection.interviews.own_pages import router as own_interview
from services.selection.interviews.pages import router as interviews
from services.selection.references.own_pages import router as own_referees
from services.selection.references.pages import router as references
from services.selection.scores.pages import router as scores
from services.selection.screening.closing_pages import router as closing
from services.selection.screening.pages import router as screening

router = APIRouter()
# Those with a word where `screening` has an application come before it.
NOUNS = (
    conflicts,
    closing,
    board,
    moving,
    screening,
    interviews,
    scores,
    own_interview,
    own_referees,
    references,
)
for noun in NOUNS:
    router.include_router(noun)
