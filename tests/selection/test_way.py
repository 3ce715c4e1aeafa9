"""Where a test begins does not depend on who began there before."""

from datetime import timedelta

from sqlmodel import select

from services.candidates.applications.tables import Application
from services.kit import clock
from tests.selection.conftest import Brought
from tests.selection.scene import INTERVIEWED, Scene, skip


async def numbers(scene: Scene) -> list[int | None]:
    async with scene.database.transaction() as session:
        return list(await session.exec(select(Application.number).order_by("number")))


async def test_whoever_comes_again_finds_rows_names_and_time_as_they_were(brought: Brought):
    first = await brought(*INTERVIEWED)
    offset, names = clock.offset(), dict(first.people)
    assert offset == timedelta(days=7)
    await first.apply("Late Comer")
    skip(timedelta(days=1))
    again = await brought(*INTERVIEWED)
    assert (clock.offset(), again.people, await numbers(again)) == (offset, names, [11, 12, 13])
    assert (await again.ask("leader", "GET", "interviews")).status_code == 200


async def test_a_way_that_parts_earlier_leads_elsewhere(brought: Brought):
    async def ending(scene: Scene) -> None:
        await scene.apply("Late Comer")

    assert await numbers(await brought(INTERVIEWED[0], ending)) == [11, 12, 13, 14]
    assert await numbers(await brought(INTERVIEWED[0])) == [11, 12, 13]
