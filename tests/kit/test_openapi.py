"""The description says what FastAPI cannot know, and nothing of what it says is wrong."""

import importlib
from collections.abc import Iterator
from typing import Any, cast

import httpx
import jsonschema
import pytest
from fastapi import APIRouter, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel

from services.app import create_app
from services.kit import documentation
from services.kit.errors import Conflict
from services.kit.examples import PLAIN
from services.kit.idempotency import Route
from services.kit.paging import PageAsked
from services.kit.problems import problems
from services.kit.raised import SERVICES, msgids_in, raised_in
from services.kit.reached import Reach
from services.kit.settings import Settings
from services.kit.web import DeskDep, IfMatch, etag, require_version
from tests.kit.conftest import Serve, application

routes = APIRouter(tags=["tasks"], route_class=Route)
bearer = HTTPBearer()


class Thing(BaseModel):
    name: str


@routes.post("/things", status_code=201, responses=problems(409))
async def add_thing(thing: Thing) -> Thing:
    """Add a thing.

    More about it.
    """
    if thing.name == "x":
        raise Conflict("thing_taken", "The thing «{name}» is taken.", name=thing.name)
    return thing


@routes.get("/things/{name}")
async def get_thing(name: str) -> Thing:
    """One thing."""
    return Thing(name=name)


@routes.put("/things/{name}", responses=problems(412, 428))
async def change_thing(
    name: str, thing: Thing, response: Response, if_match: IfMatch = None
) -> Thing:
    """Change it."""
    require_version(if_match, len(name))
    response.headers["ETag"] = etag(len(thing.name))
    return thing


@routes.get("/things")
async def list_things(asked: PageAsked) -> int:
    """Some of them."""
    return asked.limit


@routes.post("/decisions")
async def decide(desk: DeskDep) -> None:
    """Decide."""
    del desk


@pytest.fixture
def described(chosen: Settings) -> dict[str, Any]:
    return application(chosen, routes).openapi()


def operation(described: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    return described["paths"][f"/api/v1{path}"][method]


def test_is_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert {"name": "tasks"}.items() <= described["tags"][2].items()


def test_ids_name_the_noun_and_the_function(described: dict[str, Any]) -> None:
    found = operation(described, "post", "/things")
    assert found["operationId"].endswith("add_thing")
    assert (found["summary"], found["description"]) == ("Add a thing", "More about it.")


def test_problems_show_the_codes_of_their_route(described: dict[str, Any]) -> None:
    responses = operation(described, "post", "/things")["responses"]
    assert set(responses) == {"201", "400", "409", "413", "415", "422", "500"}
    shown = responses["409"]["content"]["application/problem+json"]["examples"]
    assert {"thing_taken", "request_in_flight"} <= set(shown)
    assert shown["thing_taken"]["value"]["detail"] == "The thing «{name}» is taken."


def test_problems_of_what_a_route_calls_elsewhere(described: dict[str, Any]) -> None:
    def codes(method: str, path: str, status: str) -> set[str]:
        answer = operation(described, method, path)["responses"][status]
        return set(answer["content"]["application/problem+json"]["examples"])

    assert "bad_cursor" in codes("get", "/things", "422")
    assert "bad_cursor" not in codes("post", "/things", "422")
    # What the other routes of this module raise is not theirs.
    assert codes("get", "/things", "500") == {"our_fault"}


def test_a_version_that_has_to_be_said_is_said_to_be(described: dict[str, Any]) -> None:
    changing = operation(described, "put", "/things/{name}")
    [tag] = [one for one in changing["parameters"] if one["name"] == "If-Match"]
    assert tag["required"] is True
    assert tag["schema"]["type"] == "string"
    assert set(changing["responses"]["200"]["headers"]) == {"ETag"}
    assert "headers" not in operation(described, "get", "/things/{name}")["responses"]["200"]


def test_a_decision_leads_to_what_records_it() -> None:
    importlib.import_module("services.app")
    reach = Reach()
    found = {one.code for one in reach.of("services.recruitment.need.api", "post_approval")}
    assert {"own_need", "need_not_submitted", "reason_missing"} <= found
    assert "one_hiring_manager" not in found


def test_a_decision_may_come_too_late_or_unanswered(described: dict[str, Any]) -> None:
    responses = operation(described, "post", "/decisions")["responses"]
    past = responses["409"]["content"]["application/problem+json"]["examples"]
    away = responses["503"]["content"]["application/problem+json"]["examples"]
    assert "process_is_past" in past
    assert "nobody_answered" in away


def test_post_takes_a_key_and_get_does_not(described: dict[str, Any]) -> None:
    def headers(method: str, path: str) -> list[str]:
        found = operation(described, method, path).get("parameters", [])
        return [one["name"] for one in found if one["in"] == "header"]

    assert headers("post", "/things") == ["Idempotency-Key"]
    assert headers("get", "/things/{name}") == []


def test_every_example_of_a_problem_is_one(described: dict[str, Any]) -> None:
    schema = described["components"]["schemas"]["Problem"]
    assert "HTTPValidationError" not in described["components"]["schemas"]
    for path in described["paths"].values():
        for found in path.values():
            for status, response in found["responses"].items():
                body = response.get("content", {}).get("application/problem+json", {})
                for example in body.get("examples", {}).values():
                    jsonschema.validate(example["value"], schema)
                    assert example["value"]["status"] == int(status)


class TestDocumentation:
    @pytest.fixture
    def client(self, serve: Serve) -> httpx.AsyncClient:
        return serve(documentation.router)

    async def test_has_no_script_or_style_of_its_own(self, client: httpx.AsyncClient) -> None:
        page = (await client.get("/docs")).text
        assert "<style" not in page
        assert "style=" not in page
        assert "<script>" not in page
        assert "//" not in page

    @pytest.mark.parametrize("asset", [*documentation.ASSETS, "start.js"])
    async def test_everything_comes_from_here(self, client: httpx.AsyncClient, asset: str) -> None:
        answer = await client.get(f"/docs/{asset}")
        assert answer.status_code == 200
        assert len(answer.content) > 100

    async def test_nothing_else_does(self, client: httpx.AsyncClient) -> None:
        for name in ("redoc.standalone.js", "..%2f__init__.py", "x"):
            assert (await client.get(f"/docs/{name}")).status_code == 404


def test_what_is_raised_is_read_from_the_source() -> None:
    codes = {one.code: one for one in raised_in(SERVICES / "kit" / "files")}
    assert codes["file_too_large"].status == 413
    assert codes["file_type_differs"].status == 415
    cursor = next(one for one in raised_in(SERVICES / "kit" / "paging.py"))
    assert dict(cursor.fields) == {"cursor": cursor.message}
    assert cursor.message in msgids_in(SERVICES / "kit")


def test_examples_say_something() -> None:
    examples = [
        example
        for path in create_app().openapi()["paths"].values()
        for operation in path.values()
        for example in _examples(operation)
    ]
    assert len(examples) > 100
    assert [each for each in examples if PLAIN in _words(each)] == []


def _examples(described: Any) -> Iterator[Any]:
    """Every example below a place in the description."""
    if isinstance(described, dict):
        for key, value in cast("dict[str, Any]", described).items():
            yield from [value] if key == "example" else _examples(value)
    elif isinstance(described, list):
        for value in cast("list[Any]", described):
            yield from _examples(value)


def _words(example: Any) -> set[str]:
    if isinstance(example, dict):
        return {w for value in cast("dict[str, Any]", example).values() for w in _words(value)}
    if isinstance(example, list):
        return {word for value in cast("list[Any]", example) for word in _words(value)}
    return {str(example)}
