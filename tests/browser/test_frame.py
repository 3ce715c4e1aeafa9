"""What stands around every page: signing in, language, colours, errors, and pages of others."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open


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
    await reader.become("Hanne Harjord")
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


async def test_everything_works_without_script(opened: Open) -> None:
    reader = await opened(java_script_enabled=False)
    await reader.become("Kari Lederås")
    await reader.headline("Ingenting venter på deg")
    await reader.press("Logg ut")
    await reader.headline("Hvem er du i dag?")
