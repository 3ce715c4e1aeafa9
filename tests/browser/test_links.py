"""A mailed link: it locates a task and opens nothing, whatever a mail scanner does with it."""

import re

from playwright.async_api import expect

from services.kit.idempotency import SESSION_COOKIE
from services.play.ground import PlayGround
from tests.browser.conftest import Open
from tests.browser.test_selection import entered
from tests.workflows.scene import Scene, waiting_for_approval

LINK = re.compile(r"(/l/[A-Za-z0-9_-]+)")


async def link_of(scene: Scene, part: str) -> str:
    """The address in the last letter to somebody."""
    letters = await scene.ground.doors.letters(to=scene.addresses[part])
    found = LINK.search(letters[-1]["text"])
    assert found
    return found[1]


async def test_a_scanner_opens_nothing_and_learns_nothing(opened: Open, ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    link = await link_of(scene, "approver")
    scanner = await opened()
    requests = scanner.context.request
    answers = [
        await requests.fetch(f"{scanner.base}{link}", method=method) for method in ("GET", "HEAD")
    ]
    answers += [await requests.post(f"{scanner.base}{link}", form={"code": "000000"})]
    answers += [await requests.post(f"{scanner.base}{link}/codes")]
    told = " ".join([await each.text() for each in answers])
    assert SESSION_COOKIE not in {each.get("name") for each in await scanner.context.cookies()}
    for part in ("leader", "approver"):
        assert scene.addresses[part].partition("@")[0] not in told
    assert "Sykepleier" not in told


async def test_staff_sign_in_and_come_straight_to_the_task(
    opened: Open, ground: PlayGround
) -> None:
    scene = await waiting_for_approval(ground)
    link = await link_of(scene, "approver")
    approver = await opened()
    await approver.open(link)
    await approver.look("link-of-staff")
    await approver.page.get_by_role("main").get_by_role("link", name="Logg inn").click()
    name = scene.addresses["approver"].split("@")[0].replace(".", " ")
    await approver.page.get_by_role("button", name=re.compile(name, re.IGNORECASE)).click()
    await approver.headline("Godkjenner du behovet?")
    await approver.open(link)
    await approver.headline("Godkjenner du behovet?")


async def test_a_link_of_somebody_else_does_not_lead_on(opened: Open, ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    link = await link_of(scene, "approver")
    leader = await entered(opened, scene, "leader")
    await leader.open(link)
    await leader.headline("Noen på jobben ber deg om noe")
    await expect(leader.page.get_by_role("heading", level=1)).to_be_visible()
