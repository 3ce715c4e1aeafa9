"""Somebody from outside on a phone: from the list of posts to the receipt and their own page."""

from typing import Any

from playwright.async_api import FilePayload, expect

from services.play.ground import PlayGround
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.workflows.scene import Scene, waiting_for_approval

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
ADDRESS = "ingrid.nyheim@example.org"


def file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": A_PDF}


async def advertised(ground: PlayGround, questions: list[dict[str, Any]]) -> tuple[Scene, str]:
    """A case whose advert is open, and the id of the advert."""
    scene = await waiting_for_approval(ground)
    await (await scene.stage.approver()).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    leader = await scene.stage.leader()
    await scene.stage.edit(
        leader,
        "advert",
        {
            "texts": {"nb": {"title": "Sykepleier"}, "en": {"title": "Nurse, medical ward"}},
            "channels": [{"code": "career_site"}],
            "questions": questions,
        },
    )
    await leader.post(scene.stage.path("publication"), {"open_days": 21})
    await scene.stage.settle()
    return scene, (await leader.get(scene.stage.path("advert")))["id"]


async def fill_in(candidate: Reader) -> None:
    """Fill in the form, with a phone number that is none."""
    await candidate.write("Name", "Ingrid Nyheim")
    await candidate.write("E-mail", ADDRESS)
    await candidate.write("Phone (optional)", "my neighbour has one")
    await candidate.page.get_by_label("CV (optional)").set_input_files(file("cv.pdf"))
    await candidate.write("Letter of application (optional)", "I know the ward.\n\nI like it.")
    await (
        candidate.page.get_by_role("group", name="Can you work nights?").get_by_label("Yes").check()
    )
    await candidate.page.get_by_label("B2 or more").check()
    await candidate.write("Years in the occupation (optional)", "4,5")
    await candidate.page.get_by_label("4", exact=True).check()
    await candidate.page.get_by_label("Your authorisation (optional)").set_input_files(
        file("cv.pdf")
    )
    await candidate.write("Municipality where you live or work (optional)", "Rana")
    await candidate.page.get_by_label("I ask to be left off the public list").check()
    await candidate.write("Why you ask to be left off (optional)", "My employer must not know.")


async def test_from_the_list_to_the_receipt(opened: Open, ground: PlayGround) -> None:
    candidate = await opened("en", **PHONE)
    await candidate.open("/jobs")
    await candidate.headline("Vacant posts")
    await candidate.look("adverts-empty")
    scene, advert = await advertised(ground, ASKED)
    await candidate.open("/")
    await candidate.headline("Vacant posts")
    await candidate.look("adverts")
    await candidate.write("Words", "midwife")
    await candidate.press("Search")
    await expect(candidate.page.get_by_text("No vacant post is like this")).to_be_visible()
    await candidate.look("adverts-none")
    await candidate.write("Words", "nursing")
    await candidate.choose("Occupation", "Nurse")
    await candidate.press("Search")
    await candidate.follow("Nurse, medical ward")
    await candidate.headline("Nurse, medical ward")
    await candidate.look("advert")
    assert f"/adverts/{advert}" in candidate.page.url
    await candidate.follow("Apply")
    await candidate.look("apply")
    await fill_in(candidate)
    await candidate.press("Send the application")
    await expect(candidate.page.get_by_role("alert")).to_be_focused()
    await expect(candidate.page.get_by_label("Name", exact=True)).to_have_value("Ingrid Nyheim")
    await candidate.look("apply-refused")
    await candidate.write("Phone (optional)", "+47 900 00 000")
    await candidate.page.get_by_label("CV (optional)").set_input_files(file("cv.pdf"))
    await candidate.page.get_by_role("button", name="Send the application").dblclick()
    await candidate.headline("We have your application")
    await candidate.look("received")
    await scene.stage.settle()
    letters = await ground.doors.letters(to=ADDRESS)
    assert [letter["letter"] for letter in letters] == ["receipt"]
