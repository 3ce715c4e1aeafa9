"""Every page of the area."""

from fastapi import APIRouter

from services.selection.interviews.own_pages import router as own_interview
from services.selection.interviews.pages import router as interviews
from services.selection.references.own_pages import router as own_referees
from services.selection.references.pages import router as references
from services.selection.scores.pages import router as scores

router = APIRouter()
for noun in (interviews, scores, own_interview, own_referees, references):
    router.include_router(noun)
