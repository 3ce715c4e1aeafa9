"""The description of the API (OpenAPI 3.1), completed with what FastAPI cannot know.

Problem bodies with the codes that a route comes to, `Idempotency-Key` on POST, versions, and
operation ids that are readable in a generated client.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from services.kit.codes import Codes, decides, is_once, tags
from services.kit.examples import completed, example_of
from services.kit.idempotency import HEADER, PATTERN, SESSION_COOKIE
from services.kit.problems import MEDIA_TYPE, Problem, problems

VERSION = "1"
TITLE = "Stafett"
DESCRIPTION = f"""\
Recruitment as a durable process, from the need to the closed case.

* **Signing in**: `Authorization: Bearer` and a token, or in a browser the cookie
  `{SESSION_COOKIE}`. On a laptop `GET /api/v1/demo/people` tells whom one may be, and
  `POST /api/v1/demo/sessions` gives the token of one of them.
* **Problems** are `application/problem+json` (RFC 9457). `code` is stable and for programs,
  `detail` is in the reader's language: that of whoever is signed in, or `Accept-Language` (`nb`,
  `en`).
* **Lists** come in pages: send `next` as `cursor` for what follows.
* **What people edit** carries an `ETag`; send it back as `If-Match`. A change since then is
  answered with 412.
* **`Idempotency-Key`** on POST: the same key gives the first answer again, for a week.
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
    ("decision file", "The decision file: what was decided, by whom, from which facts."),
    ("onboarding", "Newcomers who are expected."),
    ("health", "For whoever runs it."),
)
_LAYERS = frozenset({"services", "payloads", "schemas", "api", "rules", "codes", "tables"})
_METHODS = ("get", "put", "post", "patch", "delete")
_KEY: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "The same key gives the first answer again; a new UUID for each intent.",
    "schema": {"type": "string", "pattern": PATTERN, "maxLength": 255},
    "example": "7d9c8f0e-2a39-4d0a-9f5e-0d5a3c5f6b11",
}


_ETAG: dict[str, Any] = {
    "description": "The version of this; send it back as `If-Match` to change it.",
    "schema": {"type": "string"},
    "example": '"3"',
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
    codes = Codes()
    for operation in _operations(schema):
        _complete_operation(operation, by_id.get(operation["operationId"]), codes)
    for definitions in list(_definitions(schema["paths"])):
        components.update(definitions)
    for name, component in components.items():
        if "examples" in component:
            written = [completed(one, component, components) for one in component["examples"]]
            components[name] = {**component, "examples": written}
    for operation in _operations(schema):
        _give_examples(operation, components)
    return _readable(schema)


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from (path[method] for method in _METHODS if method in path)


def _give_examples(operation: dict[str, Any], components: dict[str, Any]) -> None:
    """An example for each JSON body that has none."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        content = body.get("content", {}).get("application/json")
        if content and content.get("schema") and not {"example", "examples"} & set(content):
            content["example"] = example_of(content["schema"], components)


def _definitions(part: Any) -> Iterator[dict[str, Any]]:
    """Take out the `$defs` of schemas that were written into a route."""
    if isinstance(part, dict):
        inside = cast("dict[str, Any]", part)
        if "$defs" in inside:
            yield inside.pop("$defs")
        for value in inside.values():
            yield from _definitions(value)
    elif isinstance(part, list):
        for value in cast("list[Any]", part):
            yield from _definitions(value)


def _readable(schema: dict[str, Any]) -> dict[str, Any]:
    """`TaskOutPage` for `Page_TaskOut_`, and no module paths in names that two areas share."""
    text = json.dumps(schema, ensure_ascii=False).replace('"#/$defs/', '"#/components/schemas/')
    taken = set(schema["components"]["schemas"])
    for name in sorted(taken):
        shorter = _shorter(name)
        if shorter not in taken:
            taken.add(shorter)
            for before in '"/':
                text = text.replace(f'{before}{name}"', f'{before}{shorter}"')
    return json.loads(text)


def _shorter(name: str) -> str:
    if page := re.fullmatch(r"Page_(\w+)_", name):
        return f"{page[1]}Page"
    *places, last = name.split("__")
    telling = [place for place in places if place not in _LAYERS]
    return "".join(telling[-1].title().split("_")) + last if telling else name


def _complete_operation(operation: dict[str, Any], route: APIRoute | None, codes: Codes) -> None:
    summary, _, rest = operation.get("description", "").partition("\n")
    if summary:
        operation["summary"], operation["description"] = summary.rstrip("."), rest.strip()
    if route and is_once(route):
        parameters = operation.setdefault("parameters", [])
        if all(parameter["name"].lower() != HEADER.lower() for parameter in parameters):
            parameters.append(_KEY)
    responses: dict[str, Any] = operation["responses"]
    _say_versions(operation, route)
    for status, response in problems(*_always(operation, route)).items():
        given = responses.get(str(status), {})
        if MEDIA_TYPE not in given.get("content", {}):
            responses[str(status)] = response
    operation["responses"] = dict(sorted(responses.items()))
    for status, response in operation["responses"].items():
        described = response.get("content", {}).get(MEDIA_TYPE)
        if described is not None:
            response["content"] = {
                **response["content"],
                MEDIA_TYPE: {**described, "examples": codes.examples(int(status), route)},
            }


def _say_versions(operation: dict[str, Any], route: APIRoute | None) -> None:
    """Say that an `ETag` is given, and that `If-Match` is required.

    FastAPI takes it for optional, so that the answer without it is 428 and not 422.
    """
    responses: dict[str, Any] = operation["responses"]
    if route and tags(route):
        for status in [one for one in responses if one.startswith("2")]:
            responses[status] = {**responses[status], "headers": {"ETag": _ETAG}}
    for parameter in operation.get("parameters", ()) if "428" in responses else ():
        if parameter["name"] == "If-Match":
            [schema] = [one for one in parameter["schema"]["anyOf"] if one["type"] == "string"]
            parameter |= {"required": True, "schema": schema}


def _always(operation: dict[str, Any], route: APIRoute | None) -> list[int]:
    """The problems that follow from what an operation takes and does."""
    wanted = {500}
    if "parameters" in operation or "requestBody" in operation or "422" in operation["responses"]:
        wanted.add(422)
    if "requestBody" in operation:
        wanted |= {400, 413, 415}
    if operation.get("security"):
        wanted.add(401)
    if route and is_once(route):
        wanted.add(409)
    if route and decides(route):
        wanted |= {409, 503}
    return sorted(wanted)
