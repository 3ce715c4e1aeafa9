"""Which problems a route can answer with, for its description."""

import importlib
from inspect import isfunction
from pathlib import Path
from typing import Any, get_type_hints

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from services.kit.idempotency import Route
from services.kit.problems import DETAILS, TITLES
from services.kit.processes.decisions import Desk
from services.kit.raised import SERVICES, Raised, by_default, raised_in

PAST = Raised(
    409,
    "process_is_past",
    "This cannot be done now: the process is in the phase «{phase}».",
)
"""What every decision may be answered with: it is built from what the process says."""


class Codes:
    """The problems of each package, read once."""

    def __init__(self) -> None:
        self._of: dict[Path, list[Raised]] = {}
        self._always = [*by_default(), *self._in(SERVICES / "kit" / "guards.py")]
        self._permissions = [
            one for path in sorted(SERVICES.glob("*/permissions.py")) for one in self._in(path)
        ]

    def examples(self, status: int, route: APIRoute | None) -> dict[str, Any]:
        """The answers with this status that the route can give, or what is said in general."""
        given: list[Raised] = []
        if route is not None:
            module = importlib.import_module(route.endpoint.__module__)
            given = [*self._in(Path(module.__file__ or "").parent), *self._permissions]
            if is_once(route):
                given += self._in(SERVICES / "kit" / "idempotency.py")
            if decides(route):
                given += [PAST, *self._in(SERVICES / "kit" / "processes" / "decisions.py")]
        found = [one for one in given if one.status == status] or [
            one for one in self._always if one.status == status
        ]
        if not found:
            code, message = DETAILS.get(status, ("invalid_request", f"{TITLES[status]}."))
            found = [Raised(status, code, message)]
        return {one.code: {"summary": one.code, "value": _body(one)} for one in found}

    def _in(self, place: Path) -> list[Raised]:
        if place not in self._of:
            self._of[place] = raised_in(place)
        return self._of[place]


def is_once(route: APIRoute) -> bool:
    """Whether a route answers an `Idempotency-Key`."""
    return isinstance(route, Route) and "POST" in (route.methods or ())


def decides(route: APIRoute) -> bool:
    """Whether a route hands in a decision."""
    return Desk in _asked_for(route.dependant)


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
        "detail": one.message,
        "instance": "/api/v1/…",
    }
    return {**body, "fields": dict(one.fields)} if one.fields else body
