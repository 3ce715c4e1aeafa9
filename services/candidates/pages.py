"""Every page of the area."""

from fastapi import APIRouter

from services.candidates.applications.pages import router as applications
from services.candidates.career.crawling import router as crawling
from services.candidates.career.pages import router as career
from services.candidates.drafts.pages import router as drafts
from services.candidates.enquiries.pages import router as enquiries
from services.candidates.own.pages import router as own
from services.candidates.subscriptions.pages import router as subscriptions

router = APIRouter()
for noun in (career, crawling, applications, drafts, enquiries, own, subscriptions):
    router.include_router(noun)
