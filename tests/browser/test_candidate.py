"""Somebody from outside on a phone: from the list of posts to the receipt and their own page."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import FilePayload, expect

from services.kit import clock
from services.play import hiring, preparing, selecting
from services.play.actors import CODE, LINK
from services.play.case import Applicant
from services.play.ground import PlayGround
from services.play.stage import Stage
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.workflows.scene import Scene, waiting_for_approval
from tests.workflows.test_withdrawn_acceptance import nominated

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
ASKED = [
    {"kind": "yes_no", "nb": "Kan du jobbe natt?", "en": "Can you work nights?", "required": True},
    {
        "kind": "single_choice",
        "nb": "Hvor mye norsk kan du?",
        "en": "How much Norwegian do you know?",
        "options": [
            {"value": "b2", "nb": "B2 eller mer", "en": "B2 or more"},
            {"value": "b1", "nb": "B1 eller mindre", "en": "B1 or less"},
        ],
    },
    {"kind": "number", "nb": "År i yrket", "en": "Years in the occupation"},
    {"kind": "scale", "nb": "Hvor trygg er du på akuttmottak?", "en": "Used to acute care?"},
    {"kind": "long_text", "nb": "Noe mer?", "en": "Anything else?"},
    {"kind": "file", "nb": "Autorisasjon", "en": "Your authorisation"},
]  # fmt: skip
A_PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": A_PDF}


@dataclass(frozen=True)
class Vacancy:
    """An open advert among those of other tests, and who is to apply."""

    scene: Scene
    advert: str
    title: str
    address: str


async def advertised(ground: PlayGround, questions: list[dict[str, Any]]) -> Vacancy:
    """A case whose advert is open."""
    mark = uuid4().hex[:6]
    title = f"Nurse, ward {mark}"
    scene = await waiting_for_approval(ground)
    await (await scene.stage.approver()).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    leader = await scene.stage.leader()
    await scene.stage.edit(
        leader,
        "advert",
        {
            "texts": {"nb": {"title": "Sykepleier"}, "en": {"title": title}},
            "channels": [{"code": "career_site"}],
            "questions": questions,
        },
    )
    await leader.post(scene.stage.path("publication"), {"open_days": 21})
    await scene.stage.settle()
    advert = (await leader.get(scene.stage.path("advert")))["id"]
    return Vacancy(scene, advert, title, f"ingrid.{mark}@example.org")


async def test_from_the_list_to_the_form(opened: Open, ground: PlayGround) -> None:
    candidate = await opened("en", **PHONE)
    vacancy = await advertised(ground, ASKED)
    await candidate.open("/")
    await candidate.headline("Vacant posts")
    await candidate.look("adverts")
    await candidate.write("Words", "midwife")
    await candidate.press("Search")
    await expect(candidate.page.get_by_text("No vacant post is like this")).to_be_visible()
    await candidate.look("adverts-none")
    await candidate.write("Words", f"nursing {vacancy.title.split()[-1]}")
    await candidate.choose("Occupation", "Nurse")
    await candidate.press("Search")
    await candidate.follow(vacancy.title)
    await candidate.headline(vacancy.title)
    await candidate.look("advert")
    assert f"/adverts/{vacancy.advert}" in candidate.page.url
    posting = await candidate.page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(posting or "")["title"] == vacancy.title
    await candidate.follow("Apply")
    await candidate.headline("About you")


async def newest(ground: PlayGround, address: str, letter: str) -> str:
    """What the newest letter of a kind says to somebody."""
    return (await ground.doors.letters(to=address, letter=letter))[-1]["text"]


def found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    assert match
    return match.group(1)


ENGLISH = ("Send me the digits", "The six digits", "Go on")
NORWEGIAN = ("Send meg sifrene", "De seks sifrene", "Gå videre")


async def come_in(
    reader: Reader,
    ground: PlayGround,
    address: str,
    letter: str,
    words: tuple[str, str, str] = ENGLISH,
) -> None:
    """Open the link of a letter, and write the six digits that come by another one."""
    send, digits, go_on = words
    await reader.open(f"/l/{found(LINK, await newest(ground, address, letter))}")
    await reader.press(send)
    await reader.write(digits, found(CODE, await newest(ground, address, "sign_in_code")))
    await reader.press(go_on)


async def applied(ground: PlayGround, vacancy: Vacancy) -> str:
    """Somebody has applied, in English; returns the id."""
    handed = {"name": "Ingrid Nyheim", "email": vacancy.address, "language": "en"}
    return await ground.doors.apply(vacancy.advert, {**handed, "letter": "I like it."})


async def test_the_link_in_the_receipt_leads_to_all_one_may_do(
    opened: Open, ground: PlayGround
) -> None:
    vacancy = await advertised(ground, ASKED[1:])
    application = await applied(ground, vacancy)
    await vacancy.scene.stage.settle()
    candidate = await opened("en", **PHONE)
    await candidate.open(f"/my-applications/{application}")
    await candidate.headline("Open the link in your letter once more")
    await candidate.look("own-closed")
    await come_in(candidate, ground, vacancy.address, "receipt")
    await candidate.headline(vacancy.title)
    await candidate.look("own")
    await candidate.follow("Correct it, or add papers")
    await candidate.look("own-correction")
    await candidate.page.get_by_label("B1 or less").check()
    await candidate.page.get_by_label("A new CV (optional)").set_input_files(file("cv.pdf"))
    await candidate.press("Save")
    await expect(candidate.page.get_by_role("status")).to_contain_text("is corrected")
    await expect(candidate.page.get_by_role("link", name="cv.pdf")).to_be_visible()
    await candidate.look("own-corrected")
    await candidate.follow("Name your referees")
    await candidate.press("Save")
    await expect(candidate.page.get_by_role("alert")).to_be_focused()
    await candidate.look("own-referees-refused")
    for number, name in enumerate(("Turid Vik", "Kjell Bakken"), 1):
        row = candidate.page.get_by_role("group", name=f"Referee {number}")
        await row.get_by_label("Name").fill(name)
        await row.get_by_label("E-mail").fill(f"{name.split()[0].lower()}@example.org")
        await row.get_by_label("How you know each other").fill("Ward manager")
        await row.get_by_label("A leader of mine").check()
    await candidate.press("Save")
    await expect(candidate.page.get_by_role("status")).to_have_text("Your referees are named.")
    await candidate.follow("Ask to be left off the public list")
    await candidate.look("own-exemption")
    await candidate.press("Ask")
    await candidate.follow("Withdraw the application")
    await candidate.look("own-withdrawal")
    await candidate.press("Yes, withdraw it")
    await candidate.headline(vacancy.title)
    await candidate.look("own-withdrawn")
    await candidate.follow("My applications")
    await candidate.page.get_by_role("link", name=vacancy.title).click()
    await candidate.follow("Erase the application")
    await candidate.press("Yes, erase it")
    await expect(candidate.page.get_by_role("status")).to_have_text("Your application is erased.")
    await candidate.open(f"/my-applications/{application}")
    await candidate.headline("Open the link in your letter once more")


async def test_an_application_that_somebody_else_sent_is_deleted(
    opened: Open, ground: PlayGround
) -> None:
    vacancy = await advertised(ground, [])
    await applied(ground, vacancy)
    await applied(ground, vacancy)
    await vacancy.scene.stage.settle()
    candidate = await opened("en", **PHONE)
    await come_in(candidate, ground, vacancy.address, "receipt")
    await candidate.headline(vacancy.title)
    await candidate.look("own-again")
    await candidate.press("No, delete it")
    await candidate.follow("It was not me who applied")
    await candidate.press("It was not me. Delete it")
    await expect(candidate.page.get_by_role("status")).to_contain_text("never made")


async def shortlisted(ground: PlayGround) -> Stage:
    """A case with one applicant on the shortlist, and one who is not."""
    stage = (await waiting_for_approval(ground)).stage
    await (await stage.approver()).post(stage.path("approval"), {"approved": True})
    await preparing.advertise(stage)
    await preparing.receive_applications(stage)
    await selecting.pass_deadline(stage)
    await selecting.screen(stage)
    await selecting.shortlist(stage)
    return stage


async def test_an_interview_is_answered(opened: Open, ground: PlayGround) -> None:
    stage = await shortlisted(ground)
    [applicant] = stage.to_interview()
    starts_at = datetime.combine(clock.today() + timedelta(days=6), time(10), clock.OSLO)
    interview = {
        "application_id": stage.applications[applicant.email],
        "starts_at": starts_at.isoformat(),
        "minutes": 45,
        "place": "Møterom 2",
    }
    leader = await stage.leader()
    question = {"criterion": "judgement", "nb": "Fortell.", "en": "Tell us."}
    await stage.edit(leader, "interview-kit", {"questions": [question]})
    await leader.post(stage.path("interviews"), interview)
    await stage.settle()
    candidate = await opened("nb", **PHONE)
    await come_in(candidate, ground, applicant.email, "receipt", NORWEGIAN)
    await candidate.follow("Se intervjuet og svar")
    await candidate.look("own-interview")
    await candidate.write("Når et annet tidspunkt ville passet (valgfritt)", "Etter klokken 14.")
    await candidate.press("Be om et annet tidspunkt")
    await expect(candidate.page.get_by_role("status")).to_contain_text("annet tidspunkt")
    await candidate.press("Tiden passer")
    await expect(candidate.page.get_by_role("status")).to_contain_text("Velkommen")
    await candidate.look("own-interview-accepted")


async def test_a_referee_answers_once(opened: Open, ground: PlayGround) -> None:
    stage = await shortlisted(ground)
    [applicant] = stage.to_interview()
    application = stage.applications[applicant.email]
    referees = [
        {
            "name": f"Referee {number}",
            "email": f"{number}.{application}@example.org",
            "relation": "Ward manager",
            "recent_leader": True,
        }
        for number in (1, 2)
    ]
    someone = await stage.candidate(applicant)
    await someone.put(f"/my/applications/{application}/referees", {"referees": referees})
    await (await stage.leader()).post(stage.path(f"applications/{application}/references/request"))
    await stage.settle()
    referee = await opened("nb", **PHONE)
    await come_in(referee, ground, str(referees[0]["email"]), "reference_asked", NORWEGIAN)
    await referee.look("reference")
    answers = referee.page.get_by_role("textbox")
    await answers.first.fill("Hun var leder for meg i fire år. Hun er gravid nå.")
    await referee.press("Send referansen")
    await expect(referee.page.get_by_role("alert")).to_be_focused()
    await referee.look("reference-refused")
    for answer in (await answers.all())[1:]:
        await answer.fill("Svært bra, også når det haster.")
    await referee.press("Send referansen")
    await referee.page.get_by_label("Send det som det er", exact=False).check()
    await referee.page.get_by_label("Dette taler mot søkeren").first.check()
    await referee.press("Send referansen")
    await referee.headline("Du har gitt denne referansen")
    await referee.look("reference-given")


async def offered(ground: PlayGround) -> tuple[Stage, Applicant]:
    """A case in which the first applicant has been offered the post."""
    stage = (await nominated(ground)).stage
    applicant = stage.case.applicants[0]
    await preparing.check_preference(stage, "before_offer")
    await stage.settle()
    start = (clock.today() + hiring.BEFORE_START).isoformat()
    terms = {"percentage": 80, "start": start, "pay": hiring.PAY, "pay_note": "Ansiennitet 4 år"}
    application = stage.applications[applicant.email]
    leader = await stage.leader()
    await leader.post(stage.path("offers"), {"application_id": application, "terms": terms})
    await stage.settle()
    return stage, applicant


async def test_an_offer_is_answered_after_a_second_thought(
    opened: Open, ground: PlayGround
) -> None:
    stage, applicant = await offered(ground)
    candidate = await opened("nb", **PHONE)
    await come_in(candidate, ground, applicant.email, "offer", NORWEGIAN)
    await expect(candidate.page.get_by_text("Du har fått tilbud om stillingen.")).to_be_visible()
    await candidate.look("own-offered")
    await candidate.follow("Les og svar på tilbudet")
    await candidate.look("own-offer")
    await candidate.press("Gå videre")
    await expect(candidate.page.get_by_role("alert")).to_be_focused()
    await candidate.page.get_by_label("Nei, jeg takker nei").check()
    await candidate.press("Gå videre")
    await candidate.headline("Takke nei til stillingen?")
    await candidate.follow("Nei, gå tilbake")
    await candidate.page.get_by_label("Ja, jeg takker ja").check()
    await candidate.press("Gå videre")
    await candidate.headline("Ta imot stillingen?")
    await candidate.look("own-offer-sure")
    await candidate.press("Ja, jeg tar imot stillingen")
    await expect(candidate.page.get_by_role("status")).to_contain_text("Gratulerer")
    await candidate.look("own-accepted")
    await stage.settle()
    offers = (await (await stage.leader()).get(stage.path("offers")))["items"]
    assert [offer["state"] for offer in offers] == ["accepted"]
