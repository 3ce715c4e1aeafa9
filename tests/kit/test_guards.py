"""What browsers are forbidden, what another site may not do, and how much may be sent."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, UploadFile

from services.kit.guards import LARGEST_REQUEST
from services.kit.settings import Settings
from tests.kit.conftest import Serve, application

routes = APIRouter()


@routes.get("/thing")
@routes.post("/thing")
async def thing() -> dict[str, str]:
    return {}


@routes.post("/file")
async def file(file: UploadFile) -> int:
    return file.size or 0


@routes.post("/text")
async def text(sent: dict[str, str]) -> dict[str, str]:
    return sent


@pytest.fixture
def client(serve: Serve) -> httpx.AsyncClient:
    return serve(routes)


class TestHeaders:
    @pytest.mark.parametrize("path", ["/thing", "/nowhere"])
    async def test_on_every_answer(self, client: httpx.AsyncClient, path: str) -> None:
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers

    async def test_https_only_where_there_is_https(self, chosen: Settings) -> None:
        secure = chosen.model_copy(update={"public_url": "https://stafett.example.org"})
        transport = httpx.ASGITransport(application(secure, routes))
        async with httpx.AsyncClient(transport=transport, base_url=secure.public_url) as client:
            headers = (await client.get("/api/v1/thing")).headers
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


class TestOtherSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:8001"},
        ],
    )
    async def test_may_change_nothing(
        self, client: httpx.AsyncClient, headers: dict[str, str]
    ) -> None:
        answer = await client.post("/thing", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert (await client.get("/thing", headers=headers)).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "http://127.0.0.1:8000"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:8000"},
        ],
    )
    async def test_our_own_may(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        assert (await client.post("/thing", headers=headers)).status_code == 200


class TestSize:
    async def test_is_refused_before_it_is_read(self, client: httpx.AsyncClient) -> None:
        asked = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal asked
            while asked < 2 * LARGEST_REQUEST:
                asked += 1 << 20
                yield bytes(1 << 20)

        headers = {"Content-Type": "application/json"}
        said = headers | {"Content-Length": str(2 * LARGEST_REQUEST)}
        answer = await client.post("/text", content=body(), headers=said)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert asked <= 2 << 20
        answer = await client.post("/text", content=body(), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert asked <= LARGEST_REQUEST + (4 << 20)

    async def test_what_fits_is_taken(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/file", files={"file": ("a.pdf", bytes(9 << 20))})
        assert answer.json() == 9 << 20
