"""Errors as pages, for whoever asks with a browser for something that is not the API."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.kit.pages.rendering import page

MACHINES = ("/api/", "/health", "/openapi.json", "/assets/", "/docs/")
SIGN_IN = "/sign-in"
LETTERED = ("/my-applications", "/references/")
"""Where people come by a mailed link; most of them have nothing to sign in with."""
CONTINUE = "/continue"
"""Where somebody goes on with what they had typed when their session ended."""


def wants_page(request: Request) -> bool:
    """Whether a person waits for the answer."""
    return not request.url.path.startswith(MACHINES) and "text/html" in request.headers.get(
        "accept", ""
    )


def as_page(
    request: Request, status: int, title: str, detail: str, headers: Mapping[str, str]
) -> Response:
    """What went wrong, and what to do; who is not signed in is asked to, and comes back here."""
    if status == 401 and not request.url.path.startswith(LETTERED):
        asked = f"{request.url.path}?{request.url.query}".rstrip("?")
        back = asked if request.method == "GET" else CONTINUE
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': back})}", 303)
    answer = page(request, "error.html", status, title=title, detail=detail, status=status)
    answer.headers.update(headers)
    return answer
