"""Every page of the selection."""

from fastapi import APIRouter

from services.selection.conflicts.pages import router as conflicts
from services.selection.screening.closing_pages import router as closing
from services.selection.screening.pages import router as screening

router = APIRouter()
# Those with a word where `screening` has an application come before it.
for noun in (conflicts, closing, screening):
    router.include_router(noun)
