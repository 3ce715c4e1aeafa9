"""Every page of the area."""

from fastapi import APIRouter

from services.recruitment.need.asked_pages import router as asked
from services.recruitment.need.pages import router as need
from services.recruitment.need.people_pages import router as people
from services.recruitment.nomination.pages import router as nomination
from services.recruitment.offer.own_pages import router as own_offer
from services.recruitment.offer.pages import router as offer
from services.recruitment.overview.pages import router as overview
from services.recruitment.profile.pages import router as profile

router = APIRouter()
# Those with a word where `need` has a question come before it.
for noun in (overview, profile, people, own_offer, asked, need, nomination, offer):
    router.include_router(noun)
