"""Every route of the area."""

from fastapi import APIRouter

from services.candidates.applications.api import router as applications
from services.candidates.career.api import router as career
from services.candidates.own.api import router as own
from services.candidates.privacy.api import router as privacy

router = APIRouter()
for noun in (career, applications, own, privacy):
    router.include_router(noun)
