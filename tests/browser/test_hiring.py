"""From an approved nomination to the contract, as the leader and HR do it in a browser."""

from datetime import timedelta

from playwright.async_api import expect

from services.kit import clock
from services.play import preparing
from services.play.ground import PlayGround
from services.play.ground import until as settle
from tests.browser.conftest import Open
from tests.browser.test_selection import entered
from tests.workflows.test_withdrawn_acceptance import nominated
from workflows.payloads.codes import Phase

AHEAD = timedelta(days=120)


async def test_offer_checks_and_contract(opened: Open, ground: PlayGround) -> None:
    scene = await nominated(ground)
    case, stage = f"/cases/{scene.stage.id}", scene.stage
    await preparing.check_preference(stage, "before_offer")
    await stage.settle()
    leader = await entered(opened, scene, "leader")
    await leader.open(f"{case}/offer")
    await leader.look("offer")
    await leader.press("Send tilbudet")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.write("Lønn i kroner per år for full stilling", "560000")
    await leader.write("Første arbeidsdag", (clock.today() + AHEAD).isoformat())
    await leader.press("Send tilbudet")
    await expect(leader.page.get_by_role("status")).to_be_visible()
    await leader.look("offer-sent")
    await stage.settle()
    applicant = stage.case.applicants[0]
    candidate = await stage.candidate(applicant)
    answer = f"/my/applications/{stage.applications[applicant.email]}/offer-answer"
    await candidate.post(answer, {"answer": "accepted"})
    await stage.settle()
    assert await scene.phase() == Phase.CHECKS

    await leader.open(f"{case}/checks")
    await leader.look("checks")
    for link in range(await leader.page.get_by_role("link", name="Registrer").count()):
        await leader.page.get_by_role("link", name="Registrer").first.click()
        for label, value in SEEN.items():
            field = leader.page.get_by_label(label, exact=True)
            if await field.count():
                await field.fill(value())
        for label, option in CHOSEN.items():
            field = leader.page.get_by_label(label, exact=True)
            if await field.count():
                await field.select_option(label=option)
        if not link:
            await leader.look("check")
        await leader.press("Bestått")
        await leader.headline("Kontroller")
    await settle(ground, clock.now())
    assert await scene.phase() == Phase.CONTRACT

    await leader.open(f"{case}/contract")
    await leader.look("contract")
    for field in await leader.page.get_by_label("Tekst", exact=True).all():
        group = field.locator("xpath=ancestor::fieldset")
        reference = group.get_by_label("Eller en henvisning (valgfritt)")
        referred = await reference.count() and await reference.input_value()
        if not await field.input_value() and not referred:
            await field.fill("Etter avtale.")
    await leader.press("Lagre og utsted")
    await expect(leader.page.get_by_role("status")).to_have_text(
        "Arbeidsavtalen er utstedt og sendt."
    )
    await settle(ground, clock.now())


SEEN = {
    "Nummer i helsepersonellregisteret (HPR)": lambda: "1234567",
    "Dato på attesten": lambda: clock.today().isoformat(),
}
CHOSEN = {"Hvilket dokument ble vist?": "Pass", "Nivå som ble dokumentert": "B2"}
