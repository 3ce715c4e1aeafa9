"""Every route of the area."""

from fastapi import APIRouter

from services.recruitment.advert.api import router as advert
from services.recruitment.casefile.api import router as casefile
from services.recruitment.need.api import router as need
from services.recruitment.nomination.api import router as nomination
from services.recruitment.offer.api import router as offer
from services.recruitment.profile.api import router as profile

router = APIRouter()
for noun in (need, profile, advert, nomination, offer, casefile):
    router.include_router(noun)
