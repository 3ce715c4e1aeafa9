"""Every route of the area."""

from fastapi import APIRouter

from services.access.links.api import router as links
from services.access.oidc.api import router as oidc
from services.access.sessions.api import demo_router as demo
from services.access.sessions.api import router as sessions

router = APIRouter()
for noun in (sessions, demo, links, oidc):
    router.include_router(noun)
