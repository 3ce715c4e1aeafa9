"""An HR adviser keeps the operations list, the letters and the cases; a deputy accepts."""

from playwright.async_api import expect

from services.play.ground import PlayGround
from tests.browser.conftest import Open
from tests.workflows.scene import submitted

HR = "Hanne Harjord"
QUITE_SOME_DAYS = 20


async def test_a_stopped_step_is_asked_again_with_a_reason(
    opened: Open, ground: PlayGround
) -> None:
    scene = await submitted(ground)
    reader = await opened()
    await reader.become(HR)
    await reader.follow("Drift")
    await reader.headline("Drift")
    await reader.look("operations-empty")
    await scene.pass_days(QUITE_SOME_DAYS)
    await reader.become(HR)
    await reader.follow("Drift")
    await reader.look("operations")
    await reader.follow("Stoppet")
    await reader.follow("Undersøk fortrinnsrett")
    await reader.headline("Undersøk fortrinnsrett")
    await reader.look("operations-task")
    await reader.press("Utfør")
    await expect(reader.page.get_by_role("alert")).to_be_focused()
    await reader.look("operations-refused")
    await reader.write("Hvorfor?", "Rådgiveren var syk.")
    await reader.press("Utfør")
    await expect(reader.page.get_by_role("status")).to_have_text(
        "Det blir spurt på nytt, med ny frist."
    )
    await scene.stage.settle()
    await scene.task("hr", "check_preference_before_advert")
