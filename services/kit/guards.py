"""What every answer forbids the browser, and what no request from elsewhere may do."""

import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.kit.errors import Forbidden
from services.kit.problems import render

log = logging.getLogger(__name__)

LARGEST_REQUEST = 40 << 20
"""Bytes of everything together; in a form, three files of the largest size and the rest of it."""
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
YEAR = 365 * 24 * 3600
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guards:
    """Security headers on every answer; refuses what another site lets a signed-in browser send."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._own = _origin(public_url)
        self._headers = dict(HEADERS)
        if self._own.startswith("https:"):
            self._headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if self._forged(scope):
            log.warning("request from another site refused")
            refusal = Forbidden("cross_site", "This request came from another site.")
            await render(Request(scope), refusal)(scope, receive, guarded)
            return
        await self._app(scope, _limited(scope, receive), guarded)

    def _forged(self, scope: Scope) -> bool:
        """Whether another site made a browser send this.

        Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin. What sends
        neither is no browser, and has no cookie of ours that it did not fetch itself.
        """
        if scope["method"] in SAFE:
            return False
        headers = Headers(scope=scope)
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site not in {"same-origin", "none"}
        return origin is not None and _origin(origin) != self._own


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Stop reading at what is said, or turns out, to be more than the largest request."""
    said = Headers(scope=scope).get("content-length", "")
    too_large = said.isdigit() and int(said) > LARGEST_REQUEST
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        if not too_large:
            message = await receive()
            taken += len(message.get("body", b""))
            if taken <= LARGEST_REQUEST:
                return message
        # Of all errors FastAPI lets only this one through while it reads a body.
        raise HTTPException(413)

    return limited


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
