"""The description of the API (OpenAPI 3.1), completed with what FastAPI cannot know.

Problem bodies with the codes that the route's own package raises, `Idempotency-Key` on POST, the
languages of the answers, and operation ids that are readable in a generated client.
"""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from services.kit.idempotency import HEADER, Route
from services.kit.problems import DETAILS, MEDIA_TYPE, TITLES, Problem, problems
from services.kit.raised import SERVICES, Raised, raised_in

VERSION = "1"
TITLE = "Stafett"
DESCRIPTION = """\
Recruitment as a durable process, from the need to the closed case.

* **Signing in**: `Authorization: Bearer`, or the cookie `__Host-stafett` in a browser.
* **Problems** are `application/problem+json` (RFC 9457). `code` is stable and for programs,
  `detail` is in the reader's language: that of whoever is signed in, or `Accept-Language` (`nb`,
  `en`).
* **Lists** come in pages: send `next` as `cursor` for what follows.
* **What people edit** carries an `ETag`; send it back as `If-Match`. Somebody else's change since
  then is answered with 412.
* **`Idempotency-Key`** on POST: the same key gives the first answer again, for at least three days.
* **Decisions** are recorded or refused when they are answered. 503 means that nothing was changed.
"""
TAGS: Sequence[tuple[str, str]] = (
    ("access", "Signing in, sessions, and the links in letters."),
    ("organisation", "Units, people, their roles, absences with deputies, and closed days."),
    ("tasks", "What waits for whom, by when; and the operations list."),
    ("messages", "Letters and how far they have come."),
    ("career", "Adverts for everybody; no signing in."),
    ("applications", "Applying, and the candidate's own pages."),
    ("recruitment", "A case: the need, its alternatives, members, discussion and approval."),
    ("profile", "Musts and weighted shoulds, with a method for each."),
    ("advert", "Texts, questions, channels, checks, publishing and deadlines."),
    ("selection", "Conflicts of interest, screening, interviews, scores, references and lists."),
    ("nomination", "The ranking as advice, the nomination as the decision."),
    ("offer", "Offers, checks and the contract."),
    ("casefile", "The decision file: what was decided, by whom, from which facts."),
    ("onboarding", "Newcomers who are expected."),
    ("health", "For whoever runs it."),
)
_METHODS = ("get", "put", "post", "patch", "delete")
_KEY: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "The same key gives the first answer again; a new UUID for each intent.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "7d9c8f0e-2a39-4d0a-9f5e-0d5a3c5f6b11",
}


def operation_id(route: APIRoute) -> str:
    """Area, noun and the name of the function, such as `recruitment_advert_publish`."""
    places = route.endpoint.__module__.split(".")[1:]
    return "_".join([*(place for place in places if place not in {"api", "kit"}), route.name])


def describe(app: FastAPI) -> None:
    """Let `app` give the completed description, made once when somebody first asks."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(app)
        return app.openapi_schema

    app.openapi = made


def routes_of(app: FastAPI) -> list[APIRoute]:
    """Every route of the application, however deep its router was included."""
    found = (context.original_route for context in iter_route_contexts(app.routes))
    return [route for route in found if isinstance(route, APIRoute)]


def _complete(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS],
    )
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    components["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for replaced in ("HTTPValidationError", "ValidationError"):
        components.pop(replaced, None)
    by_id = {operation_id(route): route for route in routes_of(app)}
    codes = _Codes()
    for path in schema["paths"].values():
        for method in _METHODS:
            if method in path:
                _complete_operation(path[method], by_id.get(path[method]["operationId"]), codes)
    return schema


def _complete_operation(operation: dict[str, Any], route: APIRoute | None, codes: "_Codes") -> None:
    responses: dict[str, Any] = operation["responses"]
    takes = "parameters" in operation or "requestBody" in operation
    wanted = ({422} if takes or "422" in responses else set[int]()) | {500}
    if "requestBody" in operation:
        wanted |= {400, 413}
    if operation.get("security"):
        wanted.add(401)
    if isinstance(route, Route) and "POST" in (route.methods or ()):
        wanted |= {409, 422}
        parameters = operation.setdefault("parameters", [])
        if all(parameter["name"].lower() != HEADER.lower() for parameter in parameters):
            parameters.append(_KEY)
    for status in sorted(wanted):
        ours = problems(status)[status]
        given = responses.get(str(status), {})
        if MEDIA_TYPE not in given.get("content", {}):
            responses[str(status)] = ours
    operation["responses"] = dict(sorted(responses.items()))
    for status, response in operation["responses"].items():
        described = response.get("content", {}).get(MEDIA_TYPE)
        if described is not None:
            response["content"] = {
                **response["content"],
                MEDIA_TYPE: {**described, "examples": codes.examples(int(status), route)},
            }


class _Codes:
    """The problems of each package, read once."""

    def __init__(self) -> None:
        self._of: dict[Path, list[Raised]] = {}
        self._general = [one for one in raised_in(SERVICES / "kit") if one.code != "not_signed_in"]

    def examples(self, status: int, route: APIRoute | None) -> dict[str, Any]:
        """The answers with this status that the route's package gives, or the general one."""
        own = [one for one in self._package(route) if one.status == status]
        if status == 422 and isinstance(route, Route):
            own += [one for one in self._general if one.code == "idempotency_key_reused"]
        if not own:
            code, message = DETAILS.get(status, (TITLES[status].lower().replace(" ", "_"), ""))
            own = [one for one in self._general if one.status == status][:1] or [
                Raised(status, code, message or f"{TITLES[status]}.")
            ]
        return {one.code: {"summary": one.code, "value": _body(one)} for one in own}

    def _package(self, route: APIRoute | None) -> list[Raised]:
        if route is None:
            return []
        module = importlib.import_module(route.endpoint.__module__)
        folder = Path(module.__file__ or "").parent
        if folder not in self._of:
            self._of[folder] = raised_in(folder)
        return self._of[folder]


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
