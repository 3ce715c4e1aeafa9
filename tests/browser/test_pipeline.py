"""An HR adviser acts on many cases at once, by keyboard and without script."""

import re
from datetime import datetime

from playwright.async_api import expect

from services.kit import clock
from services.kit.i18n import month_text
from services.play import preparing
from services.play.ground import PlayGround
from services.recruitment.pipeline.calendar import bounds
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.workflows.scene import Scene, submitted, waiting_for_approval

HR = "Hanne Harjord"


async def advertised(ground: PlayGround) -> Scene:
    """A case whose advert is open."""
    scene = await waiting_for_approval(ground)
    await (await scene.as_("approver")).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    await preparing.advertise(scene.stage)
    await scene.stage.settle()
    return scene


def unit(scene: Scene) -> str:
    """No other case is of it."""
    return scene.stage.case.unit[-1]


async def choose_by_keys(reader: Reader, *scenes: Scene) -> None:
    """Go down the list and choose cases, without touching the mouse."""
    keyboard = reader.page.keyboard
    wanted = {unit(scene) for scene in scenes}
    for _ in range(await reader.page.get_by_role("checkbox", name="Velg").count()):
        await keyboard.press("j")
        named = await reader.page.locator(":focus").get_attribute("aria-label") or ""
        if any(one in named for one in wanted):
            await keyboard.press("x")
    await expect(reader.page.get_by_text(f"{len(scenes)} valgt")).to_be_visible()


async def press_by_keys(reader: Reader, name: str) -> None:
    """Go on by the tabulator until a button has the focus, and press it."""
    button = reader.page.get_by_role("button", name=name, exact=True)
    await expect(button).to_be_visible()
    for _ in range(400):
        if await button.evaluate("one => one === document.activeElement"):
            break
        await reader.page.keyboard.press("Tab")
    await reader.page.keyboard.press("Enter")


async def test_many_are_reminded_handed_over_and_extended_by_keyboard(
    opened: Open, ground: PlayGround
) -> None:
    waiting, standing = await submitted(ground), await advertised(ground)
    reader = await opened()
    await reader.become(HR)
    await reader.open("/cases")
    await reader.page.keyboard.press("?")
    await expect(reader.page.get_by_role("dialog")).to_be_visible()
    await reader.look("pipeline-keys")
    await reader.page.keyboard.press("Escape")

    await choose_by_keys(reader, waiting, standing)
    await reader.look("pipeline-chosen")
    await press_by_keys(reader, "Send påminnelse")
    await reader.headline("Send påminnelse i 2 saker")
    await expect(reader.page.get_by_text("Saken venter ikke på noen.")).to_be_visible()
    letter = reader.page.frame_locator("iframe").first.locator("main")
    await expect(letter).to_contain_text("Hei")
    await reader.look("pipeline-remind")
    await press_by_keys(reader, "Gjør det i 1 sak")
    await reader.headline("Dette er gjort")
    await expect(reader.page.get_by_text("Gikk ikke i 1 sak")).to_be_visible()
    await expect(reader.page.get_by_text("En påminnelse er på vei i 1 sak")).to_be_visible()
    await reader.look("pipeline-reminded")
    await waiting.stage.settle()
    reminded = [await waiting.letters(part) for part in ("union", "hr")]
    assert sum(kinds.count("task_reminder") for kinds in reminded) == 1

    await reader.open("/cases")
    await choose_by_keys(reader, waiting)
    await press_by_keys(reader, "Send påminnelse")
    await expect(
        reader.page.get_by_text("Det er allerede sendt en påminnelse i dag.")
    ).to_be_visible()

    await reader.open("/cases")
    await choose_by_keys(reader, waiting, standing)
    await press_by_keys(reader, "Overlat sakene")
    await reader.headline("Overlat 2 saker")
    await press_by_keys(reader, "Se hva som blir gjort")
    await expect(reader.page.get_by_role("alert")).to_be_focused()
    await reader.look("pipeline-hand-over-refused")
    await reader.choose("Hvem skal ha dem?", HR)
    await reader.write("Hvorfor?", "Rådgiveren slutter.")
    await press_by_keys(reader, "Se hva som blir gjort")
    await expect(reader.page.get_by_text("Ingenting er gjort ennå.")).to_be_visible()
    await reader.look("pipeline-hand-over")
    await press_by_keys(reader, "Gjør det i 2 saker")
    await expect(reader.page.get_by_text("2 saker har fått ny HR-rådgiver")).to_be_visible()
    await waiting.stage.settle()
    hanne = await ground.doors.staff("hanne.hr@helse.example.org")
    tasks = await hanne.every("/tasks", step="check_preference_before_advert")
    assert waiting.stage.id in [task["process_id"] for task in tasks]

    await reader.open("/cases")
    await choose_by_keys(reader, waiting, standing)
    await press_by_keys(reader, "Forleng fristen")
    await reader.headline("Forleng fristen i 2 saker")
    await reader.look("pipeline-extend-ask")
    before = await closes(standing)
    await reader.write("Ny frist", "2036-01-15")
    await press_by_keys(reader, "Se hva som blir gjort")
    await expect(reader.page.get_by_text("er ikke lyst ut ennå")).to_be_visible()
    await reader.look("pipeline-extend")
    await press_by_keys(reader, "Gjør det i 1 sak")
    await expect(reader.page.get_by_text("Fristen er forlenget i 1 sak")).to_be_visible()
    assert before < await closes(standing)
    assert (await closes(standing)).startswith("2036-01-15")


async def closes(scene: Scene) -> str:
    """When the advert of a case closes."""
    shown = await (await scene.as_("leader")).get(scene.stage.path("advert"))
    return str(shown["closes_at"])


async def test_many_are_reminded_without_script(opened: Open, ground: PlayGround) -> None:
    one, other = await submitted(ground), await submitted(ground)
    reader = await opened(java_script_enabled=False)
    await reader.become(HR)
    await reader.open("/cases")
    await reader.press("Send påminnelse")
    await expect(reader.page.get_by_role("status").first).to_have_text("Velg minst én sak først.")
    await reader.follow("Velg alle som vises")
    for box in await reader.page.get_by_role("checkbox", name="Velg").all():
        named = await box.get_attribute("aria-label") or ""
        await box.set_checked(unit(one) in named or unit(other) in named)
    await reader.press("Send påminnelse")
    await reader.headline("Send påminnelse i 2 saker")
    await reader.press("Gjør det i 2 saker")
    await reader.headline("Dette er gjort")
    await expect(reader.page.get_by_text("Påminnelser er på vei i 2 saker")).to_be_visible()


async def test_a_filter_is_kept_under_a_name_and_so_are_the_columns(
    opened: Open, ground: PlayGround
) -> None:
    scene = await submitted(ground)
    reader = await opened()
    await reader.become(scene.addresses["hr"].split("@")[0].replace(".", " ").title())
    await reader.open("/cases")
    await reader.choose("Steg", "Godkjenning av behovet")
    await reader.press("Vis")
    await reader.page.get_by_text("Lagre dette utvalget som en visning").click()
    await reader.press("Lagre visningen")
    await expect(reader.page.get_by_role("alert")).to_be_focused()
    await reader.look("pipeline-view-refused")
    await reader.write("Navn på visningen", "Til godkjenning")
    await reader.page.get_by_label("Vis den først når jeg åpner sakene").check()
    await reader.press("Lagre visningen")
    await expect(reader.page.get_by_role("status").first).to_have_text("Visningen er lagret.")
    await reader.follow("I dag")
    await reader.follow("Saker")
    await expect(reader.page.get_by_label("Steg", exact=True)).to_have_value("approval")
    await expect(reader.page.get_by_role("link", name="Til godkjenning")).to_have_attribute(
        "aria-current", "true"
    )
    await reader.page.get_by_text("Velg kolonner").click()
    await reader.page.get_by_label("Kolonnen Siden").uncheck()
    await reader.page.get_by_label("Kolonnen HR-rådgiver").check()
    await reader.press("Behold kolonnene")
    await expect(reader.page.get_by_role("columnheader", name="Siden")).to_have_count(0)
    await expect(reader.page.get_by_role("columnheader", name="HR-rådgiver")).to_be_visible()
    await reader.look("pipeline-view")
    await reader.follow("Endre visningene")
    await reader.write("Navn på visningen", "Venter på godkjenning")
    await reader.look("pipeline-views")
    await reader.press("Lagre")
    await expect(reader.page.get_by_role("link", name="Venter på godkjenning")).to_be_visible()
    await reader.press("Fjern visningen")
    await expect(reader.page.get_by_text("Du har ingen visninger.")).to_be_visible()
    await reader.look("pipeline-views-empty")


async def test_cases_and_colleagues_are_found_and_no_applicant(
    opened: Open, ground: PlayGround
) -> None:
    scene = await submitted(ground)
    reader = await opened()
    await reader.become(HR)
    await reader.page.keyboard.press("/")
    await reader.page.keyboard.type(unit(scene))
    await reader.page.keyboard.press("Enter")
    await reader.headline(f"Treff på «{unit(scene)}»")
    await expect(reader.page.get_by_role("link", name=unit(scene))).to_have_count(1)
    await expect(reader.page.get_by_text(f"Leader {unit(scene)}".title())).to_have_count(1)
    await reader.look("search")
    await reader.page.keyboard.press("/")
    await expect(reader.page.locator(":focus")).to_have_value(unit(scene))
    await reader.open("/search?q=ingen+heter+dette")
    await expect(reader.page.get_by_text("Ingen sak og ingen som jobber her")).to_be_visible()
    await reader.look("search-none")
    stranger = await opened(java_script_enabled=False)
    await stranger.become("Kari Lederås")
    await stranger.page.get_by_role("searchbox").fill(unit(scene))
    await stranger.press("Søk i alt")
    await stranger.headline(f"Treff på «{unit(scene)}»")
    await expect(stranger.page.get_by_role("link", name=unit(scene))).to_have_count(0)
    await stranger.open("/search")
    await stranger.headline("Søk")


async def test_the_same_cases_as_a_board_and_as_a_calendar(
    opened: Open, ground: PlayGround
) -> None:
    waiting, standing = await submitted(ground), await advertised(ground)
    reader = await opened()
    await reader.become(HR)
    await reader.open("/cases")
    await reader.follow("Tavle")
    for step, scene in (("Jobbanalyse", waiting), ("Utlysning", standing)):
        column = reader.page.get_by_role("region", name=step)
        await expect(column.get_by_role("checkbox", name=unit(scene))).to_be_visible()
    await choose_by_keys(reader, waiting, standing)
    await reader.look("pipeline-board")
    await press_by_keys(reader, "Send påminnelse")
    await reader.headline("Send påminnelse i 2 saker")
    await reader.page.get_by_role("link", name="Saker").last.click()
    await reader.page.wait_for_url("**view=board**")
    await reader.follow("Kalender")
    heading = reader.page.get_by_role("heading", level=2)
    await expect(heading).to_have_text(month_text("nb", clock.today()).capitalize())
    due = (await waiting.task("union", "discuss_need"))["due_at"]
    for scene, at in ((waiting, due), (standing, await closes(standing))):
        day = datetime.fromisoformat(at).astimezone(clock.OSLO)
        await reader.open(f"/cases?view=calendar&month={day:%Y-%m}")
        await expect(heading).to_have_text(month_text("nb", day.date()).capitalize())
        cell = reader.page.get_by_role("cell").filter(has_text=re.compile(rf"^{day.day}(?!\d)"))
        await expect(cell.get_by_role("link", name=unit(scene)).first).to_be_visible()
        await reader.look(f"pipeline-calendar-{day:%m}")
    await reader.page.keyboard.press("ArrowRight")
    await expect(heading).to_have_text(
        month_text("nb", bounds(day.date().replace(day=1))[1].date()).capitalize()
    )
    await reader.open("/cases?view=calendar&month=2020-01")
    await expect(reader.page.get_by_text("Det er ingen frister denne måneden.")).to_be_visible()
