"""Every page of the area."""

from fastapi import APIRouter

from services.selection.interviews.pages import router as interviews
from services.selection.scores.pages import router as scores

router = APIRouter()
for noun in (interviews, scores):
    router.include_router(noun)
