"""A second press of the button gets the answer of the first.

Browsers show the answer to the last of several presses, so the second waits until the first is
done. Every form has a key of its own; the answer is kept where that led somewhere.
"""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.database import Database
from services.kit.idempotency import SESSION_COOKIE
from services.kit.pages import notices
from services.kit.processes.tables import IdempotencyKey

FIELD = "once"
AT_ONCE = 6
"""Forms handled at the same time in one web process: each keeps a second connection meanwhile, and
those must not be all there are."""
_places = asyncio.Semaphore(AT_ONCE)


class Once(APIRoute):
    """A route of pages that takes each form once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with the key looked at before and the answer kept after."""
        handle = super().get_route_handler()
        if "POST" not in (self.methods or ()):
            return handle

        async def once(request: Request) -> Response:
            key = (await request.form()).get(FIELD)
            if not isinstance(key, str) or not key:
                return await handle(request)
            database: Database = request.app.state.database
            async with _places, database.transaction() as session:
                actor = _actor(request)
                if before := await _answered(session, actor, key[:100]):
                    return _again(before)
                answer = await handle(request)
                if answer.status_code == 303:
                    session.add(_kept(actor, key[:100], answer))
                return answer

        return once


def _actor(request: Request) -> str:
    """Whose form it is: a key is nobody else's."""
    session = request.cookies.get(SESSION_COOKIE, "")
    return hashlib.sha256(f"{request.url.path}:{session}".encode()).hexdigest()


async def _answered(session: AsyncSession, actor: str, key: str) -> dict[str, str] | None:
    """Where the first press led and what it said, once it is done."""
    lock = int.from_bytes(hashlib.sha256(f"{actor}:{key}".encode()).digest()[:8])
    await session.exec(select(func.pg_advisory_xact_lock(lock - (1 << 63))))
    query = select(IdempotencyKey).where(IdempotencyKey.actor == actor, IdempotencyKey.key == key)
    found = (await session.exec(query)).one_or_none()
    return found.headers if found else None


def _again(before: dict[str, str]) -> Response:
    """The same once more. The browser may have dropped the first answer, and its notice with it."""
    answer = RedirectResponse(before["location"], 303)
    if notice := before.get("set-cookie"):
        answer.headers.append("set-cookie", notice)
    return answer


def _kept(actor: str, key: str, answer: Response) -> IdempotencyKey:
    return IdempotencyKey(
        actor=actor,
        key=key,
        request_hash="",
        status=answer.status_code,
        response="",
        headers={"location": answer.headers["location"], "set-cookie": notices.given(answer)},
    )
