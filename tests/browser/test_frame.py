"""What stands around every page: signing in, language, colours, errors, and pages of others."""

import asyncio

import pytest
from playwright.async_api import expect
from sqlmodel import update

from services.access.sessions.tables import LoginSession
from services.kit import clock
from services.play.ground import PlayGround
from tests.browser.conftest import Open
from tests.browser.test_selection import entered
from tests.workflows.scene import submitted

WITHOUT_TASKS = "Lise Lønnum"
"""The ground is shared: whoever leads a unit may have something from another test."""


async def test_who_is_not_signed_in_comes_back_to_the_page(opened: Open) -> None:
    reader = await opened("en")
    await reader.open("/cases?open=true")
    await reader.headline("Who are you today?")
    await reader.look("sign-in")
    await reader.press("Kari Lederås Leader, Medisinsk sengepost Mo i Rana")
    await reader.headline("Saker")
    assert reader.page.url.endswith("/cases?open=true")


async def test_who_is_not_signed_in_comes_to_the_vacant_posts(opened: Open) -> None:
    reader = await opened()
    await reader.open("/")
    await reader.headline("Ledige stillinger")
    await reader.follow("Innlogging for ansatte")
    await reader.headline("Hvem er du i dag?")
    await reader.open("/jobs")
    await reader.headline("Ledige stillinger")


async def test_language_and_colours_are_remembered(opened: Open) -> None:
    reader = await opened()
    await reader.become(WITHOUT_TASKS)
    await reader.headline("Ingenting venter på deg")
    await reader.press("English")
    await reader.headline("Nothing waits for you")
    await reader.press("Dark colours")
    await expect(reader.page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    await reader.open("/cases")
    await reader.headline("Cases")
    await reader.look("cases-dark")


@pytest.mark.parametrize("path", ["/cases/00000000-0000-4000-8000-000000000000", "/nowhere"])
async def test_what_is_not_there_and_what_is_not_mine_look_the_same(
    opened: Open, path: str
) -> None:
    reader = await opened()
    await reader.become("Kari Lederås")
    await reader.open(path)
    await reader.headline("Finnes ikke")
    await reader.look("not-found")


async def test_every_component_can_be_used_by_everybody(opened: Open) -> None:
    reader = await opened()
    await reader.open("/design")
    await reader.look("design")


async def test_everything_works_without_script(opened: Open) -> None:
    reader = await opened(java_script_enabled=False)
    await reader.become(WITHOUT_TASKS)
    await reader.headline("Ingenting venter på deg")
    await reader.press("Logg ut")
    await reader.headline("Hvem er du i dag?")


async def test_a_button_pressed_twice_does_it_once(opened: Open) -> None:
    reader = await opened()
    await reader.become("Kari Lederås")
    await reader.open("/start")
    sent: dict[str, str | float | bool] = {
        "consequence_for_patients": "To senger står tomme.",
        "reason": "En sykepleier slutter.",
        "unit_id": await reader.page.locator("#unit_id").input_value(),
        "occupation_styrk08": "2223",
        "wanted_start": "2035-02-01",
        **{
            name: await reader.page.locator(f"main [name={name}]").input_value()
            for name in ("form_token", "once")
        },
    }
    answers = await asyncio.gather(
        *(
            reader.context.request.post(f"{reader.base}/start", form=sent, max_redirects=0)
            for _ in range(2)
        )
    )
    assert [each.status for each in answers] == [303, 303]
    assert len({each.headers["location"] for each in answers}) == 1


async def test_a_form_of_another_session_is_refused(opened: Open) -> None:
    reader = await opened()
    await reader.become("Kari Lederås")
    answer = await reader.context.request.post(
        f"{reader.base}/start", form={"form_token": "AAAA"}, max_redirects=0
    )
    assert answer.status == 403


async def test_what_was_typed_outlives_the_session(opened: Open, ground: PlayGround) -> None:
    reader = await opened()
    await reader.become("Kari Lederås")
    await reader.open("/start")
    await reader.write("Hvorfor trenger dere noen?", "En sykepleier slutter.")
    async with ground.database.transaction() as session:
        await session.exec(update(LoginSession).values(ended_at=clock.now()))
    await reader.press("Start saken")
    await reader.headline("Hvem er du i dag?")
    await reader.press("Kari Lederås Leder, Medisinsk sengepost Mo i Rana")
    await reader.headline("Fortsett der du var")
    await reader.look("continue")
    await reader.press("Lever det jeg skrev")
    await expect(reader.page.get_by_label("Hvorfor trenger dere noen?")).to_have_value(
        "En sykepleier slutter."
    )


async def test_what_was_typed_is_for_nobody_else(opened: Open, ground: PlayGround) -> None:
    reader = await opened()
    await reader.become("Kari Lederås")
    await reader.open("/start")
    await reader.write("Hvorfor trenger dere noen?", "En sykepleier slutter.")
    async with ground.database.transaction() as session:
        await session.exec(update(LoginSession).values(ended_at=clock.now()))
    await reader.press("Start saken")
    await reader.press("Lise Lønnum Lønn, Helgelandssykehuset HF")
    await reader.headline("Ingenting venter på deg")


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("patients", {"version": "abc", "consequence_for_patients": "To senger."}),
        ("people", {"version": "1", "assessor": "nobody"}),
        ("people", {"version": "²"}),
        ("profile/new", {"version": "x", "nb": "Ro"}),
    ],
)
async def test_a_form_that_was_tampered_with_is_refused(
    opened: Open, ground: PlayGround, page: str, typed: dict[str, str]
) -> None:
    scene = await submitted(ground)
    reader = await entered(opened, scene, "leader")
    path = f"/cases/{scene.stage.id}/need/{page}"
    await reader.open(path)
    token = await reader.page.locator("main [name=form_token]").input_value()
    sent: dict[str, str | float | bool] = {**typed, "form_token": token}
    answer = await reader.context.request.post(f"{reader.base}{path}", form=sent, max_redirects=0)
    assert answer.status < 500
    assert 'role="alert"' in await answer.text()
