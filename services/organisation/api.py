"""Every route of the area."""

from fastapi import APIRouter

from services.organisation.absences.api import router as absences
from services.organisation.people.api import router as people
from services.organisation.units.api import router as units

router = APIRouter()
for noun in (units, people, absences):
    router.include_router(noun)
