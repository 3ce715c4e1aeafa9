"""Which problems a route can answer with, for its description."""

from collections.abc import Iterator
from inspect import isfunction
from typing import Any, get_type_hints

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from services.kit.idempotency import Route
from services.kit.problems import DETAILS, TITLES
from services.kit.processes.decisions import Desk
from services.kit.raised import SERVICES, Raised, by_default, raised_in
from services.kit.reached import Reach
from services.kit.web import etag

PAST = Raised(
    409,
    "process_is_past",
    "This cannot be done now: the process is in the phase «{phase}».",
)
"""What every decision may be answered with: it is built from what the process says."""


class Codes:
    """The problems of each route, followed through the source."""

    def __init__(self) -> None:
        self._reach = Reach()
        self._of: dict[Any, list[Raised]] = {}
        self._always = [*by_default(), *raised_in(SERVICES / "kit" / "guards.py")]
        self._once = raised_in(SERVICES / "kit" / "idempotency.py")

    def examples(self, status: int, route: APIRoute | None) -> dict[str, Any]:
        """The answers with this status that the route can give, or what is said in general."""
        given = self._given(route) if route is not None else []
        found = [one for one in given if one.status == status] or [
            one for one in self._always if one.status == status
        ]
        if not found:
            code, message = DETAILS.get(status, ("invalid_request", f"{TITLES[status]}."))
            found = [Raised(status, code, message)]
        return {one.code: {"summary": one.code, "value": _body(one)} for one in found}

    def _given(self, route: APIRoute) -> list[Raised]:
        if route.endpoint not in self._of:
            given = [
                one
                for call in (route.endpoint, *_calls(route.dependant))
                for one in self._reach.of(call.__module__, call.__qualname__.partition(".")[0])
            ]
            if is_once(route):
                given += self._once
            if decides(route):
                given += [PAST, *self._reach.of(Desk.__module__, Desk.__name__)]
            self._of[route.endpoint] = given
        return self._of[route.endpoint]


def is_once(route: APIRoute) -> bool:
    """Whether a route answers an `Idempotency-Key`."""
    return isinstance(route, Route) and "POST" in (route.methods or ())


def tags(route: APIRoute) -> bool:
    """Whether a route gives an `ETag`, itself or by a function it calls."""
    names = route.endpoint.__code__.co_names
    called = [route.endpoint.__globals__.get(name) for name in names]
    return any(one is etag for one in called) or any(
        etag.__name__ in one.__code__.co_names for one in called if isfunction(one)
    )


def decides(route: APIRoute) -> bool:
    """Whether a route hands in a decision."""
    return Desk in _asked_for(route.dependant)


def _calls(dependant: Dependant) -> Iterator[Any]:
    """The functions a route depends on, however deep."""
    for one in dependant.dependencies:
        if isfunction(one.call):
            yield one.call
        yield from _calls(one)


def _asked_for(dependant: Dependant) -> set[Any]:
    """What the dependencies of a route, however deep, promise to return."""
    found: set[Any] = set()
    for one in dependant.dependencies:
        found |= {get_type_hints(one.call).get("return")} if isfunction(one.call) else set()
        found |= _asked_for(one)
    return found


def _body(one: Raised) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:stafett:problem:{one.code}",
        "title": TITLES[one.status],
        "status": one.status,
        "code": one.code,
        "detail": one.message or f"{TITLES[one.status]}.",
        "instance": "/api/v1/…",
    }
    return {**body, "fields": dict(one.fields)} if one.fields else body
