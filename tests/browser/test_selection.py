"""From the shortlist to an approved nomination, as each who is asked does it in a browser."""

from datetime import timedelta

from playwright.async_api import expect
from sqlmodel import select

from services.kit import clock
from services.organisation.tables import Person
from services.play import hiring
from services.play.ground import PlayGround
from services.play.ground import until as settle
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.workflows.scene import Scene
from tests.workflows.test_withdrawn_acceptance import shortlisted
from workflows.payloads.codes import Phase

DAYS_AHEAD, AFTER = 14, 30


async def entered(opened: Open, scene: Scene, part: str) -> Reader:
    """Somebody of the case, signed in."""
    async with scene.ground.database.transaction() as session:
        query = select(Person.name).where(Person.email == scene.addresses[part])
        name = (await session.exec(query)).one()
    reader = await opened()
    await reader.become(name)
    return reader


async def invited(leader: Reader, scene: Scene, number: int) -> None:
    """Invite the one who stands first among those who are to be invited."""
    day = clock.today() + timedelta(days=DAYS_AHEAD + number)
    await leader.write("Dag", day.isoformat())
    await leader.write("Klokkeslett", "09:00")
    await leader.write("Hvor?", "Møterom 2")
    await leader.press("Send innkallingen")
    await expect(leader.page.get_by_role("status")).to_be_visible()
    await settle(scene.ground, clock.now())


async def marked(assessor: Reader, case: str, marks: str) -> None:
    """Give everyone the same marks."""
    await assessor.open(f"{case}/scores")
    await assessor.look("scores")
    for _ in range(2):
        if await assessor.page.get_by_role("link", name="Gi poeng").count():
            await assessor.page.get_by_role("link", name="Gi poeng").first.click()
        for scale in await assessor.page.locator("fieldset.scale").all():
            await scale.locator(f"input[value='{marks}']").check()
            await scale.locator("textarea").fill("Ga to gode eksempler.")
        await assessor.look("sheet")
        await assessor.press("Lever og forsegle")
        await expect(assessor.page.get_by_role("status")).to_be_visible()


async def test_interviews_marks_and_nomination(opened: Open, ground: PlayGround) -> None:
    scene = await shortlisted(ground)
    case = f"/cases/{scene.stage.id}"
    leader = await entered(opened, scene, "leader")
    await leader.open(f"{case}/interviews")
    await leader.look("interviews-to-invite")
    await leader.press("Send innkallingen")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    for number in range(2):
        await invited(leader, scene, number)
    await leader.look("interviews")
    await scene.pass_days(AFTER)
    leader = await entered(opened, scene, "leader")
    await leader.open(f"{case}/interviews")
    await leader.press("Alle intervjuer er holdt")
    await settle(ground, clock.now())
    await marked(leader, case, "4")
    assessor = await entered(opened, scene, "assessor")
    await marked(assessor, case, "2")
    await settle(ground, clock.now())
    assert await scene.phase() == Phase.NOMINATION

    await leader.open(f"{case}/comparison")
    await leader.look("comparison")
    for applicant in scene.stage.case.applicants:
        await hiring.collect_references(scene.stage, applicant)
    await settle(ground, clock.now())
    await leader.follow("Skriv innstillingen")
    for place, field in enumerate(await leader.page.get_by_label("Plass", exact=True).all()):
        await field.fill(str(place + 1))
    await leader.press("Lagre og send inn")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.look("nomination-refused")
    for field in await leader.page.get_by_label("Hvorfor denne plassen", exact=True).all():
        await field.fill("Likt på poeng; referansene avgjorde.")
    await leader.press("Lagre og send inn")
    await expect(leader.page.get_by_role("status")).to_have_text("Innstillingen er sendt inn.")
    await settle(ground, clock.now())

    union = await entered(opened, scene, "union")
    await union.follow("Åpne")
    await union.headline("Har du noe å si til denne innstillingen?")
    await union.look("remark")
    await union.write("Din merknad (valgfritt)", "Ingen innvending.")
    await union.press("Lever")
    await settle(ground, clock.now())
    approver = await entered(opened, scene, "approver")
    await approver.follow("Åpne")
    await approver.headline("Godkjenner du innstillingen?")
    await approver.look("decision")
    await approver.press("Godkjenn")
    await expect(approver.page.get_by_role("status")).to_be_visible()
    await settle(ground, clock.now())
    assert await scene.phase() == Phase.OFFER
