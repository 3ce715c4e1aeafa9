"""An HR adviser keeps the operations list, the letters and the cases; a deputy accepts."""

from uuid import UUID, uuid4

from playwright.async_api import expect
from sqlmodel.ext.asyncio.session import AsyncSession

from services.integrations.mail.port import Mail, PermanentMailError
from services.kit import clock
from services.messages import service as messages
from services.messages.examples import values_of
from services.messages.letters import LetterContext
from services.play import preparing
from services.play.ground import PlayGround
from services.play.ground import until as settle
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.workflows.scene import Scene, submitted
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter

HR = "Hanne Harjord"
QUITE_SOME_DAYS = 20


def called(scene: Scene, part: str) -> str:
    """What somebody of a case is called; none of them has a part in any other."""
    return scene.addresses[part].split("@")[0].replace(".", " ").title()


async def test_a_stopped_step_is_asked_again_with_a_reason(
    opened: Open, ground: PlayGround
) -> None:
    scene = await submitted(ground)
    reader = await opened()
    await reader.become(called(scene, "hr"))
    await reader.follow("Drift")
    await reader.headline("Drift")
    await reader.look("operations-empty")
    await scene.pass_days(QUITE_SOME_DAYS)
    await reader.become(called(scene, "hr"))
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


class FullMailbox:
    """A mail server that refuses for good."""

    async def send(self, mail: Mail) -> None:
        raise PermanentMailError("smtp_552")


async def refused(scene: Scene) -> None:
    """A letter to the leader of the case that did not arrive."""
    leader, unit = UUID(scene.person("leader")), UUID(scene.stage.house.unit)
    kind = LetterKind.TASK_DEFAULT

    async def build(session: AsyncSession, letter: SendLetter) -> LetterContext:
        return LetterContext(leader, values_of(kind), unit_id=unit)

    letter = SendLetter(kind, UUID(scene.stage.id), None, leader, 1, clock.now())
    ground = scene.ground
    await messages.deliver(ground.database, FullMailbox(), {kind: build}, letter, ground.settings)


async def test_a_failed_letter_is_found_read_and_sent_again(
    opened: Open, ground: PlayGround
) -> None:
    scene = await submitted(ground)
    await refused(scene)
    reader = await opened()
    await reader.become(called(scene, "hr"))
    await reader.follow("Brev")
    await reader.headline("Brev")
    await reader.look("letters")
    await reader.choose("Status", "Ikke levert")
    await reader.press("Vis")
    assert "state=failed" in reader.page.url
    await expect(reader.page.get_by_text("1 brev", exact=True)).to_be_visible()
    await reader.follow("Drift")
    await reader.page.get_by_role("link", name="Send på nytt et brev").click()
    await reader.look("operations-letter")
    await reader.follow("Se brevet")
    await reader.look("letter")
    await reader.press("Send på nytt")
    await expect(reader.page.get_by_role("status")).to_have_text("Brevet er sendt.")
    assert "task_default" in await scene.letters("leader")
    await reader.follow("Drift")
    await expect(reader.page.get_by_text("Ingenting venter for lenge")).to_be_visible()


async def test_every_letter_can_be_seen_in_both_languages(opened: Open) -> None:
    reader = await opened("en")
    await reader.become(HR)
    await reader.press("English")
    await reader.open("/letters/preview")
    await reader.headline("How each letter looks")
    options = reader.page.get_by_label("Kind of letter").locator("option")
    assert await options.count() > len(LetterKind)
    await reader.choose("Kind of letter", "Invitation to an interview")
    await reader.press("Show")
    for title, text in (("Invitasjon", "Hei"), ("Invitation", "Dear")):
        frame = reader.page.frame_locator(f"iframe[title*='{title}']")
        await expect(frame.locator("main")).to_contain_text(text)
    await reader.look("letter-preview")


async def order(reader: Reader, *scenes: Scene) -> list[Scene]:
    """Some cases as they stand in the list."""
    rows = await reader.page.get_by_role("row").all_inner_texts()
    places = {
        next(place for place, row in enumerate(rows) if scene.stage.case.unit[-1] in row): scene
        for scene in scenes
    }
    return [places[place] for place in sorted(places)]


async def test_cases_are_filtered_and_the_late_come_first(opened: Open, ground: PlayGround) -> None:
    late = await submitted(ground)
    reader = await opened()
    await reader.become(HR)
    await reader.open("/cases")
    await reader.choose("Hvilke saker", "Forsinkede saker")
    await reader.choose("Enhet", late.stage.case.unit[-1])
    await reader.press("Vis")
    await expect(reader.page.get_by_text("Ingen saker er slik.")).to_be_visible()
    await reader.look("cases-none")
    await late.pass_days(QUITE_SOME_DAYS)
    early = await submitted(ground)
    await reader.become(HR)
    await reader.open("/cases")
    assert await order(reader, late, early) == [late, early]
    await reader.look("cases-hr")
    await reader.choose("Rekkefølge", "De nyeste først")
    await reader.press("Vis")
    await reader.page.wait_for_url("**sort=-created_at**")
    assert await order(reader, late, early) == [early, late]
    await reader.choose("Enhet", late.stage.case.unit[-1])
    await reader.choose("Steg", "Godkjenning av behovet")
    await reader.choose("HR-rådgiver", called(late, "hr"))
    await reader.press("Vis")
    await expect(reader.page.get_by_text("1 sak", exact=True)).to_be_visible()
    assert "unit=" in reader.page.url
    assert "phase=approval" in reader.page.url
    await reader.follow("Sykepleier")
    await reader.headline("Sykepleier")
    await reader.press("English")
    await reader.open("/cases")
    await reader.headline("Cases")
    await reader.look("cases-hr-en")
    leader = await opened()
    await leader.become("Kari Lederås")
    await leader.open("/cases")
    await leader.look("cases-leader-empty")


async def test_a_deputy_is_asked_and_accepts(opened: Open, ground: PlayGround) -> None:
    leader, deputy = await opened(), await opened()
    await leader.become("Kari Lederås")
    await leader.follow("Fravær")
    await leader.look("absences-empty")
    await leader.follow("Registrer et fravær")
    await leader.headline("Registrer et fravær")
    await leader.write("Første dag borte", "2035-03-05")
    await leader.write("Siste dag borte", "2035-03-01")
    await leader.write("Let etter noen", "fagermo")
    await leader.press("Søk")
    await leader.page.get_by_label("Anne Fagermo").check()
    await leader.press("Registrer og spør")
    await expect(leader.page.get_by_role("alert")).to_be_focused()
    await leader.look("absence-refused")
    await leader.write("Siste dag borte", "2035-03-09")
    await leader.press("Registrer og spør")
    await expect(leader.page.get_by_text("Har ikke svart ennå")).to_be_visible()
    await leader.look("absences")
    await settle(ground, clock.now())
    await deputy.become("Anne Fagermo")
    await deputy.follow("Åpne")
    await deputy.headline("Vil du være stedfortreder for Kari Lederås?")
    await deputy.look("deputy-asked")
    await deputy.press("Ja, det vil jeg")
    await deputy.headline("Du er stedfortreder for Kari Lederås")
    await deputy.open("/absences")
    await deputy.look("deputy-list")
    await deputy.press("English")
    await deputy.headline("Absence")
    await deputy.look("deputy-list-en")
    await leader.page.reload()
    await expect(leader.page.get_by_text("Har sagt ja", exact=True)).to_be_visible()
    await leader.page.get_by_role("link", name="mandag 5. mars").click()
    await leader.look("absence")
    await leader.write("Siste dag borte", "2035-03-08")
    await leader.press("Lagre")
    await expect(leader.page.get_by_role("status")).to_have_text("Dagene er endret.")
    await leader.press("Avlys fraværet")
    await expect(leader.page.get_by_role("status")).to_have_text("Fraværet er avlyst.")


async def test_what_has_stopped_is_given_to_somebody_else(opened: Open, ground: PlayGround) -> None:
    scene = await submitted(ground)
    await scene.pass_days(QUITE_SOME_DAYS)
    reader = await opened()
    await reader.become(called(scene, "hr"))
    await reader.press("English")
    await reader.open("/operations")
    await reader.follow("Check preferential rights")
    await reader.look("operations-task-en")
    await reader.follow("Give it to somebody else")
    await reader.headline("Who is to have it?")
    await reader.write("Why?", "The adviser is ill.")
    await reader.write("Look for somebody", "Hemnes")
    await reader.press("Search")
    await expect(reader.page.get_by_label("Why?", exact=True)).to_have_value("The adviser is ill.")
    await reader.press("Hand over")
    await expect(reader.page.get_by_role("alert")).to_be_focused()
    await reader.look("hand-over-refused")
    await reader.page.get_by_label("Jørgen Hemnesdal").check()
    await reader.press("Hand over")
    await expect(reader.page.get_by_role("status")).to_have_text(
        "Somebody else has it now, and is written to."
    )
    await expect(reader.page.get_by_text("Nothing waits too long")).to_be_visible()
    await scene.stage.settle()
    jorgen = await ground.doors.staff("jorgen.hr@helse.example.org")
    [task] = await jorgen.every("/tasks", step="check_preference_before_advert")
    assert task["process_id"] == scene.stage.id


async def test_letters_do_not_tell_who_applied_while_the_review_is_blind(
    opened: Open, ground: PlayGround
) -> None:
    scene = await submitted(ground)
    stage, applicant = scene.stage, scene.stage.case.applicants[0]
    applicant.email, applicant.withdraws = f"{uuid4().hex[:8]}@example.org", None
    stage.case.applicants[1:] = []
    await preparing.discuss_need(stage)
    await stage.settle()
    await (await stage.approver()).post(stage.path("approval"), {"approved": True})
    await stage.settle()
    await preparing.advertise(stage)
    await preparing.receive_applications(stage)
    reader = await opened()
    await reader.become(called(scene, "hr"))
    await reader.open(f"/letters?case={stage.id}&kind=receipt")
    await expect(reader.page.get_by_text("1 brev", exact=True)).to_be_visible()
    await expect(reader.page.get_by_role("cell", name="Skjult")).to_be_visible()
    await reader.page.get_by_role("rowheader").get_by_role("link").click()
    await expect(reader.page.get_by_text("teksten er lukket")).to_be_visible()
    await reader.look("letter-hidden")
    said = await reader.page.content()
    assert applicant.email not in said
    assert applicant.name not in said


async def test_what_is_for_hr_is_not_for_others(opened: Open) -> None:
    reader = await opened()
    await reader.become("Kari Lederås")
    await expect(reader.page.get_by_role("link", name="Fravær", exact=True)).to_be_visible()
    for path, name in (("/operations", "Drift"), ("/letters", "Brev")):
        await expect(reader.page.get_by_role("link", name=name, exact=True)).to_have_count(0)
        await reader.open(path)
        await reader.headline("Ikke tillatt")
    await reader.open("/letters/preview")
    await reader.headline("Ikke tillatt")
    operator = await opened()
    await operator.become("Oskar Driftvik")
    await operator.follow("Drift")
    await operator.headline("Drift")
    await expect(operator.page.get_by_role("link", name="Brev", exact=True)).to_have_count(0)
