"""Going on with a form after signing in anew."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response
from starlette.datastructures import FormData

from services.access.kept import service
from services.access.permissions import LetIn
from services.access.sessions import cookies
from services.kit.database import Database
from services.kit.idempotency import SESSION_COOKIE
from services.kit.pages import once, tokens
from services.kit.pages.errors import CONTINUE
from services.kit.pages.rendering import go_to, page
from services.kit.web import Session, SettingsDep

router = APIRouter(include_in_schema=False)

COOKIE = "__Host-stafett-kept"
OURS = frozenset({tokens.FIELD, once.FIELD})
"""Fields that a form has anew."""


async def keep_form(request: Request, answer: Response) -> None:
    """Keep what was typed into a form whose session has ended; files are not kept."""
    token = request.cookies.get(SESSION_COOKIE)
    sent: FormData = await request.form()
    fields = [
        (name, value)
        for name, value in sent.multi_items()
        if isinstance(value, str) and name not in OURS
    ]
    if not token or not fields:
        return
    database: Database = request.app.state.database
    async with database.transaction() as session:
        browser = await service.keep(
            session, request.app.state.settings, token, request.url.path, fields
        )
    if browser:
        seconds = int(service.KEPT_FOR.total_seconds())
        cookies.bind_browser(answer, COOKIE, browser, seconds)


@router.get(CONTINUE)
async def go_on(
    request: Request,
    who: LetIn,
    session: Session,
    settings: SettingsDep,
    browser: Annotated[str | None, Cookie(alias=COOKIE, max_length=100)] = None,
) -> Response:
    """What was typed, to be handed in; without anything kept the first page."""
    kept = browser and await service.find(session, settings, browser, who.person_id)
    if not kept:
        return go_to("/")
    return page(request, "access/continue.html", kept=kept)
