"""The cookies: of the session, and of the browser before there is one."""

from fastapi import Response

from services.access.sessions.service import Opened
from services.kit.idempotency import SESSION_COOKIE


def give_session(response: Response, opened: Opened) -> None:
    """Let the browser keep a session until it is closed."""
    # Lax, because people come from their mail.
    response.set_cookie(SESSION_COOKIE, opened.token, secure=True, httponly=True, samesite="lax")


def take_session(response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(SESSION_COOKIE, secure=True, httponly=True, samesite="lax")


def bind_browser(response: Response, name: str, value: str, seconds: int) -> None:
    """Let the browser show, for a while, that it is the same one."""
    response.set_cookie(name, value, max_age=seconds, secure=True, httponly=True, samesite="lax")
