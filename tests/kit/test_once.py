"""A form that was pressed twice: done once, and both answers say so."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response

from services.kit.database import Database
from services.kit.pages import notices
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to

DONE: list[str] = []


@pytest.fixture
async def presses(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    router = APIRouter(route_class=Once)

    @router.post("/saved")
    async def save(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        DONE.append(str((await request.form())["once"]))
        return go_to("/there", "It is saved.")

    app = FastAPI()
    app.state.database = database
    app.include_router(router)
    DONE.clear()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://stafett.test") as client:
        yield client


async def test_the_second_answer_says_what_the_first_said(presses: httpx.AsyncClient) -> None:
    first, second = [await presses.post("/saved", data={"once": "key"}) for _ in range(2)]
    assert DONE == ["key"]
    for answer in (first, second):
        assert (answer.status_code, answer.headers["location"]) == (303, "/there")
        # The browser keeps no cookie of an answer that it dropped for the second press.
        assert answer.headers["set-cookie"].startswith(f"{notices.COOKIE}=")


async def test_another_form_is_done_again(presses: httpx.AsyncClient) -> None:
    for key in ("one", "other"):
        await presses.post("/saved", data={"once": key})
    assert DONE == ["one", "other"]
