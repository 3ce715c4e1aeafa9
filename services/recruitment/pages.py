"""Every page of the area."""

from fastapi import APIRouter

from services.recruitment.advert.pages import router as advert
from services.recruitment.advert.question_pages import router as advert_questions
from services.recruitment.advert.standing_pages import router as advert_standing
from services.recruitment.correspondence.pages import router as letters
from services.recruitment.correspondence.preview_pages import router as previews
from services.recruitment.need.asked_pages import router as asked
from services.recruitment.need.pages import router as need
from services.recruitment.need.people_pages import router as people
from services.recruitment.nomination.pages import router as nomination
from services.recruitment.offer.own_pages import router as own_offer
from services.recruitment.offer.pages import router as offer
from services.recruitment.operations.pages import router as operations
from services.recruitment.overview.cases_pages import router as cases
from services.recruitment.overview.pages import router as overview
from services.recruitment.overview.search_pages import router as search
from services.recruitment.pipeline.kept_pages import router as kept
from services.recruitment.pipeline.pages import router as pipeline
from services.recruitment.profile.pages import router as profile

router = APIRouter()
# Those with a word where `need` has a question come before it.
NOUNS = (
    kept,
    pipeline,
    search,
    overview,
    cases,
    operations,
    previews,
    letters,
    advert,
    advert_questions,
    advert_standing,
    profile,
    people,
    own_offer,
    asked,
    need,
    nomination,
    offer,
)
for noun in NOUNS:
    router.include_router(noun)
