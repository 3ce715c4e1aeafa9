"""Every error is a problem body in the reader's language, and repeats nothing that was sent."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, EmailStr, Field

from services.kit.errors import (
    Conflict,
    Gone,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from tests.kit.conftest import Serve

routes = APIRouter()
CANARY = "kari.nordmann@example.org"


class Part(StrEnum):
    TITLE = "title"
    TASKS = "tasks"


class Need(BaseModel, extra="forbid"):
    percentage: Annotated[int, Field(ge=1, le=100)]
    email: EmailStr | None = None
    kind: Literal["permanent", "temporary"] = "permanent"
    starts: date | None = None
    closes: AwareDatetime | date | None = None
    parts: dict[Literal[Part.TITLE, Part.TASKS], Annotated[str, Field(min_length=1)]] = {}


class Sent(BaseModel):
    needs: list[Need] = []


ERRORS = {
    "conflict": Conflict("deadline_passed", "The deadline was {when}.", when=date(2026, 12, 4)),
    "gone": Gone("advert_closed", "Closed {when}.", when=datetime(2026, 12, 4, 22, 59, tzinfo=UTC)),
    "fields": Invalid("bad", "Bad.", {"needs.0": "At most {most}."}, most=3),
    "nothing": NotFound(),
    "many": TooMany("too_often", "Too often.", retry_after=7),
    "nobody": Unauthenticated(),
    "past": Conflict("process_is_past", "It is in «{phase}».", phase="screening"),
    "file": TooLarge("file_too_large", "At most {megabytes} MB.", megabytes=10).at("papers.1"),
    "away": Unavailable("nobody_answered", "Nobody answered."),
}


@routes.get("/errors/{name}")
async def fail(name: str) -> None:
    raise ERRORS[name]


@routes.get("/signed-in")
async def signed_in(request: Request) -> None:
    request.state.language = "nb"
    raise NotFound


@routes.post("/needs")
async def send(sent: Sent) -> Sent:
    return sent


@routes.get("/needs")
async def needs() -> None: ...


@routes.get("/list")
async def listed(limit: Annotated[int, Query(le=10)] = 1) -> int:
    return limit


@pytest.fixture
def client(serve: Serve) -> httpx.AsyncClient:
    return serve(routes)


class TestErrors:
    async def test_a_body_says_all_of_rfc_9457_and_a_code(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/errors/conflict", params={"secret": CANARY})
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == "en"
        assert answer.json() == {
            "type": "urn:stafett:problem:deadline_passed",
            "title": "Not possible now",
            "status": 409,
            "code": "deadline_passed",
            "detail": "The deadline was 4 December 2026.",
            "instance": "/api/v1/errors/conflict",
        }

    @pytest.mark.parametrize(
        ("name", "status", "header"),
        [
            ("gone", 410, None),
            ("nothing", 404, None),
            ("many", 429, ("retry-after", "7")),
            ("nobody", 401, ("www-authenticate", "Bearer")),
            ("away", 503, ("retry-after", "2")),
        ],
    )
    async def test_status_and_headers(
        self, client: httpx.AsyncClient, name: str, status: int, header: tuple[str, str] | None
    ) -> None:
        answer = await client.get(f"/errors/{name}")
        assert answer.status_code == answer.json()["status"] == status
        assert header is None or answer.headers[header[0]] == header[1]

    async def test_instants_are_said_in_oslo_time(self, client: httpx.AsyncClient) -> None:
        detail = (await client.get("/errors/gone")).json()["detail"]
        assert detail == "Closed Friday 4 December 2026 at 23:59."

    async def test_fields_have_their_values(self, client: httpx.AsyncClient) -> None:
        body = (await client.get("/errors/fields")).json()
        assert body["fields"] == {"needs.0": "At most 3."}

    async def test_a_past_process_says_where_it_stands(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/errors/past", headers={"Accept-Language": "nb"})
        assert answer.json()["phase"] == "screening"
        assert answer.json()["detail"] == "It is in «grovsortering»."

    async def test_says_which_file_is_not_taken(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/errors/file")
        assert answer.status_code == 413
        assert answer.json()["fields"] == {"papers.1": "At most 10 MB."}

    @pytest.mark.parametrize("accepted", ["nb", "no;q=0.9, en;q=0.5", "nn-NO", "fr", ""])
    async def test_in_bokmål(self, client: httpx.AsyncClient, accepted: str) -> None:
        answer = await client.get("/errors/nothing", headers={"Accept-Language": accepted})
        assert answer.json()["title"] == "Finnes ikke"
        assert answer.headers["content-language"] == "nb"

    async def test_in_the_language_of_who_is_signed_in(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/signed-in", headers={"Accept-Language": "en"})
        assert answer.json()["title"] == "Finnes ikke"

    async def test_an_unforeseen_one_tells_nothing_of_the_inside(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.get(f"/errors/{CANARY}")
        assert (answer.status_code, answer.json()["code"]) == (500, "our_fault")
        assert "KeyError" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"

    async def test_no_such_address(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/nowhere")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    async def test_no_such_method(self, client: httpx.AsyncClient) -> None:
        answer = await client.delete("/needs")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert answer.headers["allow"] == "GET, POST"


class TestValidation:
    async def test_says_what_to_mend_where(self, client: httpx.AsyncClient) -> None:
        needs = [{"percentage": 140, "kind": "odd"}, {"email": CANARY + "@", "starts": "31/12"}]
        answer = await client.post("/needs", json={"needs": needs})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
        assert answer.json()["fields"] == {
            "needs.0.percentage": "This must be at most 100.",
            "needs.0.kind": "This must be one of: permanent, temporary.",
            "needs.1.percentage": "This is missing.",
            "needs.1.email": "This is not an e-mail address.",
            "needs.1.starts": "This is not a date.",
        }

    async def test_says_the_place_once_and_without_code(self, client: httpx.AsyncClient) -> None:
        need = {"percentage": 1, "closes": "soon", "parts": {"odd": "x", "tasks": ""}}
        answer = await client.post("/needs", json={"needs": [need]})
        assert answer.json()["fields"] == {
            "needs.0.closes": "This is not a date and a time.",
            "needs.0.parts.odd": "This must be one of: title, tasks.",
            "needs.0.parts.tasks": "This must not be empty.",
        }

    @pytest.mark.parametrize("kind", [None, "text/plain"])
    async def test_what_does_not_say_it_is_json_is_of_a_wrong_type(
        self, client: httpx.AsyncClient, kind: str | None
    ) -> None:
        headers = {"Content-Type": kind} if kind else {}
        answer = await client.post("/needs", content='{"needs": []}', headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "not_json")

    async def test_never_repeats_what_was_sent(self, client: httpx.AsyncClient) -> None:
        sent = {"percentage": CANARY, "email": CANARY + "..", "kind": CANARY, "starts": CANARY}
        answer = await client.post("/needs", json={"needs": [sent]})
        assert answer.status_code == 422
        assert "kari" not in answer.text

    async def test_unknown_fields(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/needs", json={"needs": [{"percentage": 1, "odd": 1}]})
        assert answer.json()["fields"] == {"needs.0.odd": "This is not a known field."}

    async def test_broken_json(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(
            "/needs", content="{,", headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 422
        assert answer.json()["fields"] == {"body": "This is not valid JSON."}

    async def test_of_a_parameter(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/list", params={"limit": 11})
        assert answer.json()["fields"] == {"limit": "This must be at most 10."}
