"""Routes of mailed links. Nothing here tells whose link it is, and no GET or HEAD opens it."""

from typing import Annotated

from fastapi import APIRouter, Body, Cookie, Path, Request, Response

from services.access import tokens
from services.access.links import rules, service
from services.access.links.schemas import AskedShown, AskedWritten, CodeWritten, LinkShown
from services.access.sessions import cookies
from services.access.sessions.schemas import SessionOpened
from services.kit import clock
from services.kit.problems import problems
from services.kit.web import DatabaseDep, Session, SettingsDep

router = APIRouter(prefix="/links/{token}", tags=["access"])

Token = Annotated[
    str,
    Path(
        min_length=20,
        max_length=100,
        pattern="^[A-Za-z0-9_-]+$",
        description="The last part of the address in the mail.",
        examples=["x7RkQ2m9Jt3Vw5Yb8Nc1Ld4Fg6Hs0PzAeUiOqTrSvKw"],
    ),
]
BrowserCookie = Annotated[
    str | None, Cookie(alias=rules.BROWSER_COOKIE, max_length=100, include_in_schema=False)
]


@router.get("", responses=problems(404, 410, 422))
async def get_link(
    token: Token, session: Session, response: Response, browser: BrowserCookie = None
) -> LinkShown:
    """Which kind of thing a link leads to, and nothing else. Marks the browser with a cookie."""
    link = await service.locate(session, token, clock.now())
    bound = browser or tokens.new_token()
    _bind(response, bound)
    return LinkShown.of(link, bound)


@router.post("/codes", status_code=202, responses=problems(403, 404, 410, 422, 429, 503))
async def ask_code(
    token: Token,
    request: Request,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    browser: BrowserCookie = None,
    written: Annotated[AskedWritten | None, Body()] = None,
) -> AskedShown:
    """Mail six digits to the address the link was sent to; they work in this browser only."""
    asked = await service.ask_code(
        database,
        settings,
        request.app.state.send_code,
        token,
        (written and written.browser) or browser,
    )
    _bind(response, asked.browser)
    return AskedShown(browser=asked.browser, expires_at=asked.expires_at)


@router.post("/sessions", status_code=201, responses=problems(403, 404, 409, 410, 422, 429))
async def redeem_code(
    token: Token,
    written: CodeWritten,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    browser: BrowserCookie = None,
) -> SessionOpened:
    """Open a session with the code. Five tries, ten minutes, once, in the browser that asked."""
    opened = await service.redeem(
        database, settings, token, written.browser or browser, written.code
    )
    cookies.give_session(response, opened)
    return SessionOpened.of(opened)


def _bind(response: Response, browser: str) -> None:
    cookies.bind_browser(
        response, rules.BROWSER_COOKIE, browser, int(rules.BROWSER_LIFE.total_seconds())
    )
