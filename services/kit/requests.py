"""Around every request: an id, one line in the log, its measure, and an answer when all fails."""

import logging
import re
from time import perf_counter
from uuid import uuid4

from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from services.kit.metrics import IN_FLIGHT, REQUESTS
from services.kit.problems import our_fault

log = logging.getLogger("stafett.access")

HEADER = b"x-request-id"
UNKNOWN = "(no route)"
_acceptable = re.compile(rb"[A-Za-z0-9-]{8,64}")


class Requests:
    """The layer within `Guards`, whose headers the answers here get too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._templates: dict[int, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        started, status = perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER, request_id.encode())]
            await send(message)

        with bound_contextvars(request=request_id), IN_FLIGHT.track_inprogress():
            try:
                await self._app(scope, receive, sending)
            except Exception:
                log.exception("request failed", extra={"route": self._route(scope)})
                if status:
                    raise
                await our_fault(Request(scope))(scope, receive, sending)
            finally:
                took, route = perf_counter() - started, self._route(scope)
                REQUESTS.labels(scope["method"], route, status).observe(took)
                log.info(
                    "request",
                    extra={
                        "method": scope["method"],
                        "route": route,
                        "status": status,
                        "milliseconds": round(took * 1000, 1),
                    },
                )

    def _route(self, scope: Scope) -> str:
        """The template of the route, never the path: that may hold a token."""
        route: BaseRoute | None = scope.get("route")
        if route is None:
            return UNKNOWN
        if not self._templates:
            # A route knows its path below its router only; these know the whole.
            contexts = iter_route_contexts(scope["app"].routes)
            self._templates = {id(one.original_route): one.path or UNKNOWN for one in contexts}
        return self._templates.get(id(route), UNKNOWN)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == HEADER and _acceptable.fullmatch(value):
            return value.decode()
    return uuid4().hex
