"""The leader of an approved need: the advert, its publication, and on into the screening."""

from datetime import timedelta

from playwright.async_api import expect

from services.kit import clock
from services.play.ground import PlayGround
from tests.browser.conftest import Open
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
    await leader.look("advert-empty")
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
    await leader.follow("Til siste sjekk før publisering")
    await leader.headline("Siste sjekk før publisering")
    await leader.look("advert-unpublishable")
    await expect(leader.page.get_by_role("button", name="Publiser annonsen")).to_have_count(0)
    await leader.follow("Tilbake til annonsen")
    await leader.write("Tittel, på norsk", "Sykepleier, medisinsk sengepost")
    await leader.write("Tittel, på engelsk", "Nurse, medical ward")
    await leader.press("Lagre og se den slik søkerne ser den")
    await leader.headline("Slik søkerne vil lese den")
    await leader.look("advert-preview")
    await leader.follow("English")
    await expect(leader.page.get_by_role("heading", name="Nurse, medical ward")).to_be_visible()
    await leader.follow("Gå videre til publisering")
    await leader.look("advert-publication")
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


def named(scene: Scene, part: str) -> str:
    """What somebody of the case is called."""
    return scene.addresses[part].split("@")[0].replace(".", " ").title()


def later(scene: Scene, days: int) -> str:
    """A day so many days from today, as a field takes it."""
    return (clock.today() + timedelta(days=days)).isoformat()
