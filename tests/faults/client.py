"""How people's browsers behave: they try again, with the same key, until they know."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

KEY = "Idempotency-Key"
PATIENCE = 300.0
"""Seconds after which somebody gives up."""
PAUSE = 0.4


@dataclass
class Acknowledged:
    """What the API has said yes to."""

    posts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Path and key of every POST that was answered with a yes."""
    trouble: Counter[str] = field(default_factory=Counter[str])
    """What was met on the way, by kind."""
    posting: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a POST goes out."""


class Persistent(httpx.AsyncBaseTransport):
    """Sends each request until there is an answer that says yes or no.

    Lost connections, 5xx and keys that are under way: again with the same key. «Not possible
    now»: the case has not come so far, so again as a new request.
    """

    def __init__(self, acknowledged: Acknowledged) -> None:
        self._inner = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20)
        )
        self._acknowledged = acknowledged

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        headers = dict(request.headers)
        gives_up = time.monotonic() + PATIENCE
        while True:
            if request.method == "POST" and (KEY not in headers):
                headers[KEY] = str(uuid4())
            again = httpx.Request(
                request.method,
                request.url,
                headers=headers,
                content=body,
                extensions=request.extensions,
            )
            answer = await self._once(again)
            over = time.monotonic() > gives_up
            if answer is not None and (over or not _again(answer)):
                self._note(again, answer)
                return answer
            if answer is not None:
                self._acknowledged.trouble[f"{answer.status_code} {_code(answer)}"] += 1
                if answer.status_code == 409 and _code(answer) != "request_in_flight":
                    headers.pop(KEY, None)
            elif over:
                raise httpx.ConnectError(f"no answer in {PATIENCE} s", request=request)
            await asyncio.sleep(PAUSE)

    async def _once(self, request: httpx.Request) -> httpx.Response | None:
        """An answer, or None where the connection was lost and nobody knows what happened."""
        if request.method == "POST":
            self._acknowledged.posting.set()
        try:
            answer = await self._inner.handle_async_request(request)
            await answer.aread()
        except httpx.TransportError as error:
            self._acknowledged.trouble[type(error).__name__] += 1
            return None
        return answer

    def _note(self, request: httpx.Request, answer: httpx.Response) -> None:
        if request.method == "POST" and answer.is_success:
            self._acknowledged.posts.append((request.url.path, request.headers[KEY]))

    async def aclose(self) -> None:
        await self._inner.aclose()


def _again(answer: httpx.Response) -> bool:
    return answer.status_code >= 500 or answer.status_code == 409


def _code(answer: httpx.Response) -> str:
    """The problem's code, if the body is one."""
    try:
        return str(answer.json().get("code"))
    except ValueError:
        return ""
