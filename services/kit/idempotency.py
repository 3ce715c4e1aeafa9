"""`Idempotency-Key` on POST: the second request with a key gets the first one's answer.

The answer is written in the transaction of its effect, so no crash can keep one without the
other. Routers say `APIRouter(route_class=Route)`; a route that hands in a decision passes the
header on to the desk, which keeps the answer with the decision.
"""

import asyncio
import hashlib
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Header, Request, Response
from fastapi.routing import APIRoute
from sqlmodel import and_, col, delete, func, literal, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.kit.errors import Conflict, Invalid
from services.kit.processes.tables import IdempotencyKey

HEADER = "Idempotency-Key"
SESSION_COOKIE = "__Host-stafett"
"""What browsers keep their session in; a key belongs to whoever holds it."""
KEPT_HEADERS = ("content-type", "location", "etag", "content-language")
KEPT_FOR = timedelta(days=7)
"""Longer than anybody tries again; afterwards the key is as good as new."""
LARGE = 1 << 20
"""Bytes above which a body is hashed in a thread, not to hold up the other requests."""

PATTERN = "^[!-~]{1,255}$"

KeyHeader = Annotated[
    str | None,
    Header(
        alias=HEADER,
        min_length=1,
        max_length=255,
        pattern=PATTERN,
        description="The same key gives the first answer again; take a new UUID for each intent.",
        examples=["7d9c8f0e-2a39-4d0a-9f5e-0d5a3c5f6b11"],
    ),
]
"""For routes that hand in a decision: passed to the desk as `key`."""


class AnsweredBefore(Exception):
    """This request was answered before; carries that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


@dataclass
class Once:
    """One request with a key: claimed when its unit of work begins, kept when it is answered."""

    actor: str
    key: str
    request_hash: str
    _session: AsyncSession | None = field(default=None, init=False)

    async def claim(self, session: AsyncSession) -> None:
        """Go on only if this is the first request with its key.

        Raises `AnsweredBefore`, `Conflict` while the first is still being worked on, and
        `Invalid` when the key belongs to another request.
        """
        lock = int.from_bytes(hashlib.sha256(f"{self.actor}:{self.key}".encode()).digest()[:8])
        one = select(literal(1).label("one")).subquery()
        same = and_(
            col(IdempotencyKey.actor) == self.actor,
            col(IdempotencyKey.key) == self.key,
        )
        # The lock ends with the transaction, however that ends.
        claimed = func.pg_try_advisory_xact_lock(lock - (1 << 63))
        statement = select(claimed, IdempotencyKey).select_from(one).outerjoin(IdempotencyKey, same)
        free, before = (await session.exec(statement)).one()
        if before:
            if before.request_hash != self.request_hash:
                raise Invalid(
                    "idempotency_key_reused", "This Idempotency-Key was used for something else."
                )
            raise AnsweredBefore(
                Response(before.response, before.status or 200, headers=dict(before.headers))
            )
        if not free:
            raise Conflict(
                "request_in_flight", "The first request with this Idempotency-Key is under way."
            )
        self._session = session

    def keep(self, response: Response) -> None:
        """Write the answer into the unit of work that is about to be committed."""
        if self._session is None or response.status_code >= 300:
            return
        self._session.add(
            IdempotencyKey(
                actor=self.actor,
                key=self.key,
                request_hash=self.request_hash,
                status=response.status_code,
                response=bytes(response.body).decode(),
                headers={
                    name: response.headers[name]
                    for name in KEPT_HEADERS
                    if name in response.headers
                },
            )
        )


class Route(APIRoute):
    """A route that answers a POST with a key once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with the key looked at before and the answer kept after."""
        handle = super().get_route_handler()
        if "POST" not in (self.methods or ()):
            return handle

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None:
                return await handle(request)
            request.state.once = mark = await _mark(request, key)
            try:
                response = await handle(request)
            except AnsweredBefore as before:
                return before.response
            mark.keep(response)
            return response

        return once


async def _mark(request: Request, key: str) -> Once:
    if not re.fullmatch(PATTERN, key):
        raise Invalid(
            "bad_idempotency_key", "An Idempotency-Key has 1 to 255 visible ASCII characters."
        )
    body = await request.body()
    credentials = request.headers.get("authorization") or request.cookies.get(SESSION_COOKIE)
    actor = hashlib.sha256(credentials.encode()).hexdigest() if credentials else "anonymous"
    if len(body) < LARGE:
        return Once(actor, key, _digest(request, body))
    return Once(actor, key, await asyncio.to_thread(_digest, request, body))


def _digest(request: Request, body: bytes) -> str:
    """A hash of what is asked, without the boundary that every try of a form makes anew."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if found := re.search(r'boundary="?([^";,]+)', parameters):
        body = body.replace(found[1].encode(), b"")
    asked = f"{request.method} {request.url.path}?{request.url.query} {kind}\n".encode()
    return hashlib.blake2b(asked + body, digest_size=32).hexdigest()


async def forget_old_keys(session: AsyncSession) -> int:
    """Delete keys that nobody tries again with; returns how many."""
    old = delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < clock.now() - KEPT_FOR)
    return (await session.exec(old)).rowcount
