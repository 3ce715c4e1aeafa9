"""What was just done, said once on the next page."""

from urllib.parse import quote, unquote

from fastapi import Request, Response

COOKIE = "notice"
SOON = 60
"""Seconds in which the next page is asked for."""


def give(response: Response, notice: str) -> None:
    """Say this on the next page; a msgid, since a cookie holds nothing of anybody."""
    response.set_cookie(
        COOKIE, quote(notice), max_age=SOON, secure=True, httponly=True, samesite="lax"
    )


def given(response: Response) -> str:
    """The header by which a response gives one; empty where it gives none."""
    headers = response.headers.getlist("set-cookie")
    return next((one for one in headers if one.startswith(f"{COOKIE}=")), "")


def of(request: Request) -> str:
    """What this page is to say, as a msgid; empty where there is nothing."""
    return unquote(request.cookies.get(COOKIE, ""))


def seen(request: Request, response: Response) -> None:
    """It is said once."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
