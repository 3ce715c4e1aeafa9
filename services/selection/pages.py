"""Every page of the area."""

from fastapi import APIRouter

from services.selection.conflicts.pages import router as conflicts
from services.selection.interviews.pages import router as interviews
from services.selection.scores.pages import router as scores
from services.selection.screening.closing_pages import router as closing
from services.selection.screening.pages import router as screening

router = APIRouter()
# Those with a word where `screening` has an application come before it.
for noun in (conflicts, closing, screening, interviews, scores):
    router.include_router(noun)
