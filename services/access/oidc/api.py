"""Routes by which staff sign in through their employer; for browsers."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Query, Request
from fastapi.responses import RedirectResponse

from services.access.oidc import rules, service
from services.access.sessions import cookies
from services.kit.problems import problems
from services.kit.web import DatabaseDep, LanguageDep, SettingsDep

router = APIRouter(prefix="/sign-in", tags=["access"])

BROWSER_COOKIE = "__Host-stafett-sign-in"
Browser = Annotated[
    str | None, Cookie(alias=BROWSER_COOKIE, max_length=100, include_in_schema=False)
]


@router.get("", status_code=303, responses=problems(404, 429, 503))
async def sign_in(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    language: LanguageDep,
    browser: Browser = None,
    next_path: Annotated[
        str | None, Query(alias="next", max_length=500, description="A path to go on to.")
    ] = None,
) -> RedirectResponse:
    """Send the browser to the identity provider."""
    leaving = await service.leave(
        database,
        settings,
        client=request.client.host if request.client else "",
        browser=browser,
        next_path=next_path,
        language=language,
    )
    response = RedirectResponse(leaving.address, status_code=303)
    cookies.bind_browser(
        response, BROWSER_COOKIE, leaving.browser, int(rules.ATTEMPT_LIFE.total_seconds())
    )
    return response


@router.get("/callback", status_code=303, responses=problems(403, 409, 422, 503))
async def come_back(
    database: DatabaseDep,
    settings: SettingsDep,
    state: Annotated[str, Query(max_length=200)],
    code: Annotated[str | None, Query(max_length=4000)] = None,
    browser: Browser = None,
) -> RedirectResponse:
    """Where the identity provider sends the browser back to."""
    back = await service.come_back(database, settings, state=state, code=code, browser=browser)
    response = RedirectResponse(back.next_path, status_code=303)
    cookies.give_session(response, back.opened)
    return response
