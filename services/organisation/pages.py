"""Every page of the area."""

from fastapi import APIRouter

from services.organisation.absences.pages import router as absences

router = APIRouter()
router.include_router(absences)
