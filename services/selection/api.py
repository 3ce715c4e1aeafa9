"""Every route of the selection."""

from fastapi import APIRouter

from services.selection.conflicts.api import router as conflicts
from services.selection.interviews.api import router as interviews
from services.selection.lists.api import router as lists
from services.selection.references.api import router as references
from services.selection.scores.api import router as scores
from services.selection.screening.api import router as screening

router = APIRouter()
for _noun in (conflicts, screening, lists, interviews, scores, references):
    router.include_router(_noun)
