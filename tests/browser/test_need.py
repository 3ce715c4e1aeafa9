"""A leader who has never recruited: from a vacancy to an approved need, with all who are asked."""

from playwright.async_api import expect

from services.kit import clock
from services.kit.i18n import translate
from services.play.ground import PlayGround
from services.play.ground import until as settle
from services.recruitment.need.questions import ALTERNATIVES
from tests.browser.conftest import Open
from tests.browser.reader import Reader

LEADER, UNION, HR, APPROVER = "Stig Lederhaug", "Nina Tillvik", "Hanne Harjord", "Geir Klinikkberg"
PATIENTS = "To senger på posten står tomme om natten så lenge stillingen er ledig."


async def criterion(leader: Reader, nb: str, en: str, level: str, weight: str, method: str) -> None:
    """Add one criterion to the profile."""
    await leader.follow("Legg til et krav")
    await leader.write("På norsk", nb)
    await leader.write("På engelsk", en)
    await leader.page.get_by_label(level, exact=True).check()
    await leader.write("Vekt i prosent, hvis det er et bør-krav", weight)
    await leader.page.get_by_label(method, exact=True).check()
    await leader.press("Lagre")
    await leader.headline("Kompetanseprofil")


async def begun(leader: Reader) -> str:
    """A case of the leader's, from the first page; returns its address."""
    await leader.become(LEADER)
    await leader.headline("Ingenting venter på deg")
    await leader.look("today-empty")
    await leader.follow("Start en rekruttering")
    await leader.press("Start saken")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.look("start-refused")
    await leader.write("Hva skjer med pasientene hvis ingenting blir gjort?", PATIENTS)
    await leader.write("Hvorfor trenger dere noen?", "En sykepleier slutter 1. februar.")
    await leader.choose("Hvilket yrke?", "Sykepleier")
    await leader.write("Når bør den nye kollegaen begynne?", "2035-02-01")
    await leader.press("Start saken")
    await leader.headline("Jobbanalyse")
    return leader.page.url.removesuffix("/need")


async def test_from_a_vacancy_to_an_approved_need(opened: Open, ground: PlayGround) -> None:
    leader = await opened()
    path = (await begun(leader)).removeprefix(leader.base)
    await leader.look("need-begun")
    await _change(leader, "Tolv alternativer")
    for question in ALTERNATIVES.values():
        number = list(ALTERNATIVES.values()).index(question) + 1
        await leader.write(f"{number}. {translate('nb', question)}", "Vurdert, og holder ikke.")
    await leader.look("alternatives")
    await leader.press("Lagre")
    await _change(leader, "Kompetanseprofil")
    await leader.look("profile-empty")
    await criterion(leader, "Autorisasjon", "Authorisation", "Må-krav", "", "Register")
    await criterion(leader, "Klinisk skjønn", "Judgement", "Bør-krav", "60", "Intervju")
    await criterion(leader, "Samarbeid", "Teamwork", "Bør-krav", "40", "Intervju")
    await leader.look("profile")
    await leader.follow("Tilbake til jobbanalysen")
    await leader.look("need-complete")
    await leader.press("Send til godkjenning")
    await expect(leader.page.get_by_role("status")).to_have_text(
        "Behovet er sendt til godkjenning."
    )
    await settle(ground, clock.now())
    await leader.page.reload()
    await leader.look("case-approval")

    union = await opened()
    await union.become(UNION)
    await union.look("today-one")
    await union.open(f"{path}/discussion")
    await union.headline("Har du noe å si til dette behovet?")
    await union.look("discussion")
    await union.write("Din merknad (valgfritt)", "Hel stilling er bra.")
    await union.press("Lever")
    hr = await opened()
    await hr.become(HR)
    await hr.open(f"{path}/preference")
    await hr.look("preference")
    await hr.write("Hva du undersøkte, og hva som kom ut av det", "Ingen har fortrinnsrett.")
    await hr.press("Lever")
    await settle(ground, clock.now())

    approver = await opened()
    await approver.become(APPROVER)
    await approver.press("English")
    await approver.open(f"{path}/approval")
    await approver.headline("Do you approve the need?")
    await approver.look("approval")
    await approver.press("Return it")
    await expect(approver.page.get_by_role("alert")).to_be_focused()
    await approver.look("approval-refused")
    await approver.press("Approve")
    await approver.headline("Nurse")
    await settle(ground, clock.now())
    await leader.open("/")
    await leader.headline("1 ting venter på deg")
    await leader.look("today")
    await leader.open("/cases")
    await leader.look("cases")
    await leader.open(f"{path}/log")
    await leader.look("log")


async def _change(leader: Reader, what: str) -> None:
    await leader.page.get_by_role("link", name=f"Endre {what}").click()
