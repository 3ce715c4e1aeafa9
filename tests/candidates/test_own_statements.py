"""The candidate's page asks the database as often, however much there is to show."""

import httpx
import pytest
from fastapi import FastAPI

from services.candidates.pages import router
from services.frame import frame
from services.kit.database import Database
from tests.candidates.conftest import Apply, World, pdf
from tests.statements import MOST, statements

QUESTIONS = [
    {
        "nb": f"Spørsmål {number}",
        "en": f"Question {number}",
        "kind": "short_text",
        "required": False,
    }
    for number in range(12)
]


@pytest.fixture
def pages(app: FastAPI) -> FastAPI:
    app.include_router(router)
    app.state.framer = frame
    return app


async def test_the_page_of_an_application(
    pages: FastAPI, anonymous: httpx.AsyncClient, database: Database, world: World, apply: Apply
) -> None:
    del pages
    counts: list[int] = []
    for asked in (QUESTIONS[:1], QUESTIONS):
        case = await world.case(questions=asked)
        listed = (await anonymous.get(f"/adverts/{case.advert_id}")).json()["questions"]
        mine = await apply(case, answers={each["id"]: "Ja." for each in listed})
        for number in range(len(asked)):
            paper = ("papers", (f"cv{number}.pdf", pdf(), "application/pdf"))
            answer = await anonymous.patch(
                mine.path,
                files=[("application", (None, "{}")), paper],
                headers=mine.me | {"If-Match": "*"},
            )
            assert answer.status_code == 200, answer.text
        with statements(database) as said:
            shown = await anonymous.get(
                f"http://stafett.test/my-applications/{mine.id}", headers=mine.me
            )
        assert shown.status_code == 200
        assert shown.text.count("cv") >= len(asked)
        counts.append(len(said))
    print(f"statements: {counts}")  # noqa: T201 - the figure
    assert max(counts) <= MOST


async def test_the_list_of_applications(
    pages: FastAPI, anonymous: httpx.AsyncClient, database: Database, world: World, apply: Apply
) -> None:
    del pages
    counts: list[int] = []
    mine = await apply()
    for more in (1, 10):
        for _ in range(more):
            await apply(await world.case())
        with statements(database) as said:
            shown = await anonymous.get("http://stafett.test/my-applications", headers=mine.me)
        assert shown.status_code == 200
        counts.append(len(said))
    print(f"statements: {counts}")  # noqa: T201 - the figure
    assert max(counts) <= MOST
