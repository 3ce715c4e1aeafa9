"""Every page of the area."""

from fastapi import APIRouter

from services.candidates.applications.pages import router as applications
from services.candidates.career.crawling import router as crawling
from services.candidates.career.pages import router as career
from services.candidates.drafts.pages import router as drafts
from services.candidates.own.pages import router as own

router = APIRouter()
for noun in (career, crawling, applications, drafts, own):
    router.include_router(noun)
