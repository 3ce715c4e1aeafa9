"""Two hundred applicants side by side: moved by key, by drag and without script, and put back."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
import uvicorn
from playwright.async_api import Locator, expect
from sqlmodel import select

from services.app import create_app
from services.candidates.applications.tables import Application, ApplicationVersion
from services.embedded.children import free_port
from services.kit.database import Database
from services.kit.settings import Settings
from services.organisation.tables import Person
from services.selection.screening.tables import InterviewProposal, MustResult
from services.selection.service import RECORDERS
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.desk import desk_at_once
from tests.selection.scene import MUSTS, Scene

MANY, FEW = 200, 30


@pytest.fixture
async def scene(
    request: pytest.FixtureRequest, database: Database, settings: Settings
) -> AsyncIterator[Scene]:
    """A case in screening with so many applicants, on the whole application."""
    app = create_app(settings)
    await app.state.database.close()
    app.state.database, app.state.desk = database, desk_at_once(database, RECORDERS)
    async with AsyncExitStack() as stack:
        scene = Scene(app, database, settings, stack)
        await scene.set_up()
        await _apply(scene, request.param)
        await scene.declare("leader", "hr")
        yield scene


@pytest.fixture
async def site(scene: Scene) -> AsyncIterator[str]:
    """Instead of the application that plays processes: nothing here needs one."""
    port = free_port()
    config = uvicorn.Config(scene.app, host="127.0.0.1", port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    scene.app.state.settings = scene.settings
    serving = asyncio.create_task(server.serve([config.bind_socket()]))
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def _apply(scene: Scene, number: int) -> None:
    """Everybody at once, by rows."""
    people = [
        Person(name=f"Søker Nummer{place}", email=f"soker.{place}@example.org")
        for place in range(number)
    ]
    applications = [
        Application(
            id=uuid4(),
            recruitment_id=scene.case_id,
            advert_id=scene.advert_id,
            person_id=person.id,
            number=place,
            received_at=scene.closes_at,
        )
        for place, person in enumerate(people, start=1)
    ]
    versions = [
        ApplicationVersion(
            application_id=one.id, number=1, received_at=scene.closes_at, name=person.name
        )
        for one, person in zip(applications, people, strict=True)
    ]
    for rows in (people, applications, versions):
        async with scene.database.transaction() as session:
            session.add_all(rows)


def column(reader: Reader, stage: str) -> Locator:
    return reader.page.locator(f"details[data-stage={stage}]")


async def counts(reader: Reader, **expected: int) -> None:
    """How many stand in each of these columns."""
    for stage, count in expected.items():
        await expect(column(reader, stage).locator("summary")).to_have_text(
            re.compile(rf" {count}$")
        )


@pytest.mark.parametrize("scene", [FEW], indirect=True)
async def test_many_are_moved_by_keys_and_put_back(opened: Open, scene: Scene) -> None:
    reader = await opened()
    await reader.become("Leader Ansatt")
    page = reader.page
    await reader.open(f"/cases/{scene.case_id}/applicants")
    await reader.headline("Søkere")
    await reader.follow("Tavle")
    await counts(reader, to_assess=FEW, unqualified=0, qualified=0, interview=0)

    # The keys alone: three are selected, and one must of theirs is not met.
    await column(reader, "to_assess").locator("summary").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    for key in "xjxjx":
        await page.keyboard.press(key)
    await expect(page.get_by_text("3 valgt", exact=True)).to_be_visible()
    await page.keyboard.press("2")
    await reader.headline("Et må-krav er ikke oppfylt")
    await expect(page.get_by_role("heading", name="Det gjelder 3 søkere")).to_be_visible()
    await reader.press("Gjør det for alle 3")
    await expect(page.get_by_role("alert")).to_be_focused()
    await reader.look("board-check")
    await reader.choose("Hvilket må-krav?", f"{MUSTS[0]} på norsk")
    await reader.write("Notat", "Ingen autorisasjon i registeret.")
    await reader.press("Gjør det for alle 3")
    await expect(page.get_by_role("status").first).to_contain_text("lagret for 3 søkere")
    await expect(page.locator(".card", has_text="1 ikke oppfylt")).to_have_count(3)
    await reader.look("board")
    await reader.press("Angre")
    await expect(page.get_by_role("status").first).to_contain_text("Alt er som det var")
    await expect(page.locator(".card", has_text="1 ikke oppfylt")).to_have_count(0)
    async with scene.database.transaction() as session:
        assert (await session.exec(select(MustResult))).all() == []


@pytest.mark.parametrize("scene", [MANY], indirect=True)
async def test_everybody_is_answered_and_some_dragged(opened: Open, scene: Scene) -> None:
    reader = await opened("en")
    await reader.become("Leader Ansatt")
    await reader.press("English")
    page = reader.page
    await reader.open(f"/cases/{scene.case_id}/applicants?view=board")
    await page.get_by_label("Everybody shown").check()
    await expect(page.get_by_text(f"{MANY} selected", exact=True)).to_be_visible()
    await reader.choose("With those selected", "Musts are met")
    await reader.press("Go on")
    await reader.headline("Musts are met")
    await reader.press(f"Do it for all {MANY}")
    await counts(reader, to_assess=0, qualified=MANY)
    first = column(reader, "qualified").locator(".card").first
    await first.drag_to(column(reader, "interview"))
    await expect(page.get_by_role("status").first).to_contain_text("1 applicant is proposed")
    await counts(reader, qualified=MANY - 1, interview=1)
    await column(reader, "interview").locator(".card a").focus()
    await page.keyboard.press("3")
    await counts(reader, qualified=MANY, interview=0)
    await reader.press("Undo")
    await counts(reader, qualified=MANY - 1, interview=1)
    await reader.follow("Søker Nummer7")
    await reader.press("Propose for interview")
    await counts(reader, qualified=MANY - 2, interview=2)

    await reader.open(f"/cases/{scene.case_id}/applicants?stage=interview")
    await reader.look("applicants-table")
    await reader.press("Keys")
    await reader.look("applicants-keys")

    # Who completes the screening finds the proposal where it is decided.
    await reader.press("Close")
    await reader.follow("Complete the screening")
    await reader.press("Complete the screening")
    await reader.follow("Choose whom to interview")
    await expect(page.locator("input[name=application_ids]:checked")).to_have_count(2)
    await reader.press("Record the choice")
    async with scene.database.transaction() as session:
        assert (await session.exec(select(InterviewProposal))).all() == []
    await reader.open(f"/cases/{scene.case_id}/applicants?view=board")
    await counts(reader, qualified=MANY - 2, interview=2)
    await expect(column(reader, "interview").get_by_text("Decided")).to_have_count(2)


@pytest.mark.parametrize("scene", [MANY], indirect=True)
async def test_without_script(opened: Open, scene: Scene) -> None:
    reader = await opened(java_script_enabled=False)
    await reader.become("Hr Ansatt")
    page = reader.page
    await reader.open(f"/cases/{scene.case_id}/applicants?stage=to_assess")
    await reader.press("Gå videre")
    await expect(page.get_by_role("alert")).to_contain_text("Velg minst én søker")
    await reader.open(f"/cases/{scene.case_id}/applicants?stage=to_assess")
    await reader.follow("Velg alle som vises")
    await page.get_by_label("Søker 7", exact=True).uncheck()
    await reader.choose("Med de valgte", "Et må-krav er uklart")
    await reader.press("Gå videre")
    await reader.choose("Hvilket må-krav?", f"{MUSTS[1]} på norsk")
    await reader.write("Notat", "Språkprøven mangler.")
    await reader.press(f"Gjør det for alle {MANY - 1}")
    await expect(page.get_by_role("status")).to_contain_text(f"lagret for {MANY - 1} søkere")
    await expect(page.get_by_text("1 notat", exact=True)).to_have_count(MANY - 1)
    await reader.press("Angre")
    await expect(page.get_by_text("1 notat", exact=True)).to_have_count(0)
