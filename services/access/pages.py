"""Every page of the area."""

from fastapi import APIRouter

from services.access.kept.pages import router as kept
from services.access.links.pages import router as links
from services.access.sessions.pages import router as sessions

router = APIRouter()
for noun in (sessions, links, kept):
    router.include_router(noun)
