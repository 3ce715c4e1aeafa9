"""Every page of the area."""

from fastapi import APIRouter

from services.selection.interviews.own_pages import router as own_interview
from services.selection.references.own_pages import router as own_referees
from services.selection.references.pages import router as references

router = APIRouter()
for noun in (own_interview, own_referees, references):
    router.include_router(noun)
