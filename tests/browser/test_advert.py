"""The leader of an approved need: the advert, its publication, and on into the screening."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, expect

from services.kit import clock
from services.play.case import Case
from services.play.ground import PlayGround
from services.recruitment.need.codes import ConflictScope
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.journeys.large import large_case
from tests.workflows import scene as scenes
from tests.workflows.scene import Scene, waiting_for_approval


async def approved(ground: PlayGround) -> Scene:
    """A case whose need was approved a moment ago."""
    scene = await waiting_for_approval(ground)
    await (await scene.as_("approver")).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    return scene


async def test_from_an_approved_need_to_an_open_advert(opened: Open, ground: PlayGround) -> None:
    scene = await approved(ground)
    leader = await opened()
    await leader.become(named(scene, "leader"))
    await leader.follow("Åpne")
    await leader.headline("Annonsen")
    await look_in_both(leader, "advert-empty")
    await leader.write("Tittel, på norsk", "Sykepleier, helst kvinne")
    await leader.write("Dette skal du gjøre, på norsk", "Pleie og oppfølging av pasienter.")
    await leader.page.get_by_label("Finn", exact=True).check()
    await leader.write("Pris i kroner, Finn (valgfritt)", "mye")
    await leader.press("Lagre")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.look("advert-refused")
    await leader.write("Pris i kroner, Finn (valgfritt)", "9900")
    await leader.press("Lagre")
    await expect(leader.page.get_by_text("«helst kvinne»")).to_be_visible()
    await leader.look("advert-to-mend")
    # Somebody else writes meanwhile.
    texts = {"nb": {"title": "Sykepleier, medisin"}}
    await scene.stage.edit(await scene.as_("hr"), "advert", {"texts": texts})
    await leader.write("Tittel, på norsk", "Sykepleier, sengepost")
    await leader.press("Lagre")
    await expect(leader.page.get_by_text("Dette står der nå")).to_be_visible()
    await expect(leader.page.get_by_text("Sykepleier, medisin")).to_be_visible()
    await expect(leader.page.get_by_label("Tittel, på norsk")).to_have_value(
        "Sykepleier, sengepost"
    )
    await leader.look("advert-stale")
    await leader.press("Lagre")
    await expect(leader.page.get_by_role("status")).to_have_text("Det er lagret.")
    approver = await opened()
    await approver.become(named(scene, "approver"))
    await approver.open(f"/cases/{scene.stage.id}/advert")
    await expect(approver.page.get_by_text("Den er under arbeid")).to_be_visible()
    await approver.look("advert-reader")
    await approver.open(f"/cases/{scene.stage.id}/advert/text")
    await expect(approver.page.get_by_role("textbox")).to_have_count(0)
    await leader.write("Tittel, på norsk", "Sykepleier, helst kvinne")
    await leader.press("Lagre")
    await leader.follow("Til siste sjekk før publisering")
    await leader.headline("Siste sjekk før publisering")
    await leader.look("advert-unpublishable")
    await expect(leader.page.get_by_role("button", name="Publiser annonsen")).to_have_count(0)
    await leader.follow("Tilbake til annonsen")
    await leader.write("Tittel, på norsk", "Sykepleier, medisinsk sengepost")
    await leader.write("Tittel, på engelsk", "Nurse, medical ward")
    await leader.press("Lagre og legg til et spørsmål")
    await leader.headline("Et nytt spørsmål")
    await leader.page.get_by_text("Alternativer, og hva et svar fører til").click()
    await expect(leader.page.get_by_label("Alternativer på norsk (valgfritt)")).to_be_visible()
    await leader.look("advert-question")
    await leader.write("På norsk", "Hvilken vakt passer best?")
    await leader.write("På engelsk", "Which shift suits you best?")
    await leader.choose("Hvordan svarer søkeren?", "Ett av flere alternativer")
    await leader.write("Alternativer på norsk (valgfritt)", "Dag\nNatt")
    await leader.write("Alternativer på engelsk (valgfritt)", "Day")
    await leader.press("Lagre")
    await expect(leader.page.get_by_role("alert")).to_contain_text("like mange alternativer")
    await leader.write("Alternativer på engelsk (valgfritt)", "Day\nNight")
    await leader.press("Lagre")
    await leader.press("Lagre og endre spørsmål 1")
    await leader.headline("Hvilken vakt passer best?")
    await leader.press("Lagre")
    await leader.press("Lagre og se den slik søkerne ser den")
    await leader.headline("Slik søkerne vil lese den")
    await leader.look("advert-preview")
    await leader.follow("English")
    await expect(leader.page.get_by_text("Which shift suits you best?")).to_be_visible()
    await expect(leader.page.get_by_role("heading", name="Nurse, medical ward")).to_be_visible()
    await leader.follow("Gå videre til publisering")
    await look_in_both(leader, "advert-publication")
    await leader.write("Siste dag å søke", "2020-01-01")
    await leader.press("Publiser annonsen")
    await expect(leader.page.get_by_role("alert")).to_contain_text("Fristen er allerede")
    await leader.write("Siste dag å søke", later(scene, 21))
    await leader.press("Publiser annonsen")
    await leader.headline("Annonsen")
    await scene.stage.settle()
    await leader.page.reload()
    await leader.look("advert-open")
    await leader.page.get_by_text("Gi folk mer tid").click()
    await leader.write("Ny siste dag å søke", later(scene, 7))
    await leader.press("Forleng fristen")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.write("Ny siste dag å søke", later(scene, 28))
    await leader.press("Forleng fristen")
    await expect(leader.page.get_by_role("status")).to_have_text("Fristen er forlenget.")
    await leader.follow("Rett teksten")
    await leader.write("Tittel, på norsk", "Sykepleier ved medisinsk sengepost")
    await leader.look("advert-correction")
    await leader.press("Publiser rettelsen")
    await expect(leader.page.get_by_role("status")).to_have_text("Rettelsen er publisert.")
    await leader.press("English")
    await leader.look("advert-open-en")


async def test_the_screening_by_keyboard(opened: Open, ground: PlayGround) -> None:
    scene = await applied_for(ground)
    leader = await opened()
    await leader.become(named(scene, "leader"))
    await leader.open(f"/cases/{scene.stage.id}/conflicts")
    await leader.look("conflicts-early")
    await scene.stage.until(clock.now() + timedelta(days=22))
    await leader.become(named(scene, "leader"))
    await leader.open(f"/cases/{scene.stage.id}/applicants")
    await leader.headline("Har du tilknytning til noen som har søkt?")
    await look_in_both(leader, "conflicts")
    await leader.press("Meld fra")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.look("conflicts-refused")
    await tab_to(leader, leader.page.get_by_label("Jeg er ikke inhabil overfor noen på listen"))
    await leader.page.keyboard.press("Space")
    await tab_to(leader, leader.page.get_by_role("button", name="Meld fra"))
    await leader.page.keyboard.press("Enter")
    await leader.headline("Søkere")
    await expect(leader.page.get_by_text("Ola Søkersen")).to_have_count(0)
    await leader.look("applicants-blind")
    await others_declare(scene)
    await tab_to(leader, leader.page.get_by_role("link", name="Les neste søker"))
    await leader.page.keyboard.press("Enter")
    await leader.headline("Søker 1")
    await expect(leader.page.get_by_text("•••").first).to_be_visible()
    await look_in_both(leader, "applicant-blind")
    await tab_to(leader, leader.page.get_by_label("Oppfylt", exact=True))
    await leader.page.keyboard.press("Space")
    await tab_to(leader, leader.page.get_by_role("button", name="Lagre og les neste"))
    await leader.page.keyboard.press("Enter")
    await leader.headline("Søker 2")
    await tab_to(leader, leader.page.get_by_label("Oppfylt", exact=True))
    await leader.page.keyboard.press("ArrowRight")
    await expect(leader.page.get_by_label("Ikke oppfylt", exact=True)).to_be_checked()
    await tab_to(leader, leader.page.get_by_role("button", name="Lagre og se alle"))
    await leader.page.keyboard.press("Enter")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.look("applicant-refused")
    await tab_to(leader, leader.page.get_by_label("Notat"))
    await leader.page.keyboard.type("Ingen autorisasjon i registeret.")
    await tab_to(leader, leader.page.get_by_role("button", name="Lagre", exact=True))
    await leader.page.keyboard.press("Enter")
    await expect(leader.page.get_by_role("status")).to_have_text("Det er lagret.")
    await leader.look("applicant-seen")
    await leader.page.keyboard.press("ArrowLeft")
    await expect(leader.page.get_by_role("link", name="Alle (1 av 2)")).to_be_visible()
    await leader.follow("Alle (1 av 2)")
    await leader.look("applicants")
    await leader.follow("Fullfør grovsorteringen")
    await look_in_both(leader, "screening")
    await leader.press("Fullfør grovsorteringen")
    await expect(leader.page.get_by_role("status")).to_have_text("Grovsorteringen er fullført.")
    await scene.stage.settle()
    await leader.follow("Velg hvem som skal til intervju")
    await leader.press("Registrer valget")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.press("English")
    await leader.open(f"/cases/{scene.stage.id}/applicants/shortlist")
    await leader.look("shortlist-en")
    await leader.page.get_by_role("checkbox").check()
    await leader.press("Record the choice")
    await expect(leader.page.get_by_role("status")).to_contain_text("is recorded")
    await leader.open(f"/cases/{scene.stage.id}/applicants?stage=interview")
    await expect(leader.page.locator("[data-card]")).to_have_count(1)
    await leader.look("applicants-en")


@pytest.mark.parametrize("scope", list(ConflictScope))
async def test_a_conflict_takes_its_member_out(
    opened: Open, ground: PlayGround, scope: ConflictScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_scope(*sizes: int, **named: int) -> Case:
        return large_case(*sizes, **named).model_copy(update={"conflict_scope": scope})

    monkeypatch.setattr(scenes, "large_case", of_scope)
    scene = await applied_for(ground)
    await scene.stage.until(clock.now() + timedelta(days=22))
    assessor = await opened()
    await assessor.become(named(scene, "assessor"))
    await assessor.follow("Åpne")
    await assessor.page.get_by_label("Jeg er inhabil overfor dem jeg krysser av for").check()
    await assessor.press("Meld fra")
    await expect(assessor.page.get_by_role("alert")).to_contain_text("Kryss av")
    await assessor.page.get_by_label("Ola Søkersen").check()
    await assessor.press("Meld fra")
    await expect(assessor.page.get_by_role("status")).to_contain_text("er registrert")
    await assessor.open(f"/cases/{scene.stage.id}/applicants")
    if scope is ConflictScope.CASE:
        await assessor.headline("Finnes ikke")
    else:
        await expect(assessor.page.locator("[data-card]")).to_have_count(1)


QUESTION = {
    "kind": "yes_no",
    "nb": "Kan du arbeide om natten?",
    "en": "Can you work at night?",
    "actions": [{"when": {"is": False}, "then": {"note": "Ikke nattevakter"}}],
}


async def applied_for(ground: PlayGround) -> Scene:
    """An open advert with two applications."""
    scene = await approved(ground)
    leader = await scene.as_("leader")
    texts = {"nb": {"title": "Sykepleier"}, "en": {"title": "Nurse"}}
    await scene.stage.edit(leader, "advert", {"texts": texts, "questions": [QUESTION]})
    await leader.post(scene.stage.path("publication"), {"open_days": 21})
    await scene.stage.settle()
    advert = await leader.get(scene.stage.path("advert"))
    for name in ("Ola Søkersen", "Kari Håpefull"):
        mark = name.split()[0].lower()
        await scene.ground.doors.apply(
            advert["id"],
            {
                "name": name,
                "email": f"{mark}@example.org",
                "letter": f"Jeg heter {name} og har arbeidet på sengepost i fem år.\n\n"
                "Jeg vil gjerne arbeide med lungesyke.",
                "cv": {
                    "work": [{"name": "Nordlandssykehuset", "position": "Sykepleier"}],
                    "education": [{"institution": "Nord universitet", "area": "Sykepleie"}],
                },
                "answers": {advert["questions"][0]["id"]: False},
            },
        )
    await scene.stage.settle()
    return scene


async def others_declare(scene: Scene) -> None:
    """Everybody else who is to see applicants has no conflict of interest."""
    for address in scene.stage.everyone():
        if address != scene.addresses["leader"]:
            someone = await scene.ground.doors.staff(address)
            await someone.post(scene.stage.path("conflicts"), {"application_ids": []})
    await scene.stage.settle()


async def look_in_both(reader: Reader, name: str) -> None:
    """The same page in both languages."""
    await reader.look(name)
    await reader.press("English")
    await expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    await reader.look(f"{name}-en")
    await reader.press("Norsk (bokmål)")
    await expect(reader.page.locator("html")).to_have_attribute("lang", "nb")


async def tab_to(reader: Reader, place: Locator) -> None:
    """Get somewhere by the Tab key alone."""
    for _press in range(80):
        if await place.evaluate("place => place === document.activeElement"):
            return
        await reader.page.keyboard.press("Tab")
    raise AssertionError(f"{place} is not reached by the Tab key")


def named(scene: Scene, part: str) -> str:
    """What somebody of the case is called."""
    return scene.addresses[part].split("@")[0].replace(".", " ").title()


def later(scene: Scene, days: int) -> str:
    """A day so many days from today, as a field takes it."""
    return (clock.today() + timedelta(days=days)).isoformat()
