"""Every request has an id, a line in the log and a measure, all by route template."""

import logging

import httpx
import pytest
from fastapi import APIRouter
from prometheus_client import REGISTRY
from structlog.contextvars import get_contextvars

from tests.kit.conftest import Serve

routes = APIRouter()


@routes.get("/links/{token}")
async def link(token: str) -> dict[str, str]:
    return {"request": get_contextvars()["request"]}


@routes.get("/broken")
async def broken() -> None:
    raise RuntimeError("kari@example.org")


@pytest.fixture
def client(serve: Serve) -> httpx.AsyncClient:
    return serve(routes)


async def test_an_id_is_given_and_said(client: httpx.AsyncClient) -> None:
    first, second = [await client.get("/links/x") for _ in range(2)]
    assert first.headers["x-request-id"] == first.json()["request"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_the_proxy_may_give_it(client: httpx.AsyncClient) -> None:
    for given, taken in (("abcdef12-3456", True), ("short", False), ("x" * 99, False)):
        answer = await client.get("/links/x", headers={"X-Request-ID": given})
        assert (answer.headers["x-request-id"] == given) is taken


async def test_the_log_has_the_template_and_not_the_address(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "stafett.access"):
        await client.get("/links/secret-token", params={"email": "kari@example.org"})
        await client.get("/secret-nowhere")
    records = [record for record in caplog.records if record.name == "stafett.access"]
    said = [(vars(record)["route"], vars(record)["status"]) for record in records]
    assert said == [("/api/v1/links/{token}", 200), ("(no route)", 404)]
    assert "secret" not in str([vars(record) for record in records])


async def test_requests_are_measured(client: httpx.AsyncClient) -> None:
    def counted(route: str, status: int) -> float:
        labels = {"method": "GET", "route": route, "status": str(status)}
        return REGISTRY.get_sample_value("stafett_request_seconds_count", labels) or 0

    before = counted("/api/v1/links/{token}", 200), counted("/api/v1/broken", 500)
    await client.get("/links/a")
    await client.get("/links/b")
    await client.get("/broken")
    assert counted("/api/v1/links/{token}", 200) == before[0] + 2
    assert counted("/api/v1/broken", 500) == before[1] + 1
    assert REGISTRY.get_sample_value("stafett_requests_in_flight") == 0
