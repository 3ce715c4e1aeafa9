"""Applying by steps, as people do: on a phone, interrupted, and with files that are not right."""

import json
import re
from typing import Any

from playwright.async_api import FilePayload, Route, expect

from services.play.ground import PlayGround
from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.browser.test_candidate import A_PDF, ASKED, PHONE, Vacancy, advertised, file

A_LIE: FilePayload = {"name": "diploma.pdf", "mimeType": "application/pdf", "buffer": b"\x89PNG"}
RESUME = {
    "basics": {"name": "Ingrid Nyheim", "image": "https://example.org/me.jpg"},
    "work": [{"name": "Mosjøen hospital", "position": "Nurse", "startDate": "2022-08"}],
    "languages": [{"language": "Norwegian", "fluency": "C1"}],
}


UNDATED = {"work": [{"name": "A", "startDate": "soon"}]}


def resume(said: Any) -> FilePayload:
    text = said if isinstance(said, str) else json.dumps(said)
    return {"name": "cv.json", "mimeType": "application/json", "buffer": text.encode()}


async def begin(candidate: Reader, vacancy: Vacancy) -> None:
    """The advert, and from it the first page."""
    await candidate.open(f"/adverts/{vacancy.advert}")
    await candidate.follow("Apply")
    await candidate.headline("About you")


async def tell_who(candidate: Reader, vacancy: Vacancy) -> None:
    """What has to be told on the first page."""
    await candidate.write("Name", "Ingrid Nyheim")
    await candidate.write("E-mail", vacancy.address)


async def pick(candidate: Reader, label: str, *chosen: FilePayload) -> None:
    await candidate.page.get_by_label(label).set_input_files(list(chosen))


async def test_an_application_is_sent_step_by_step_on_a_phone(
    opened: Open, ground: PlayGround
) -> None:
    vacancy = await advertised(ground, ASKED)
    candidate = await opened("en", **PHONE)
    page = candidate.page
    await begin(candidate, vacancy)
    await candidate.look("apply-about")
    await tell_who(candidate, vacancy)
    await candidate.write("Phone (optional)", "my neighbour has one")
    await page.get_by_label("I ask to be left off the public list").check()
    await candidate.press("Save and go on")
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Ingrid Nyheim")
    await candidate.look("apply-about-refused")
    await candidate.write("Phone (optional)", "+47 900 00 000")
    await page.get_by_role("button", name="Save and go on").dblclick()
    await candidate.headline("Your papers")
    await candidate.look("apply-papers-empty")

    await pick(candidate, "CV (optional)", file("cv.pdf"))
    await expect(page.get_by_text("The files are kept.")).to_be_visible()
    await candidate.write("Letter of application (optional)", "I know the ward.\n\nI like it.")
    await pick(candidate, "Diplomas, certificates", file("diploma.pdf"), A_LIE)
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_role("alert")).to_contain_text("diploma.pdf: What is in this file")
    await expect(page.get_by_role("button", name="Remove diploma.pdf")).to_have_count(1)
    await expect(page.get_by_label("Letter of application")).to_have_value(re.compile("know the"))
    await candidate.look("apply-papers-refused")
    await pick(candidate, "Other papers (optional)", file("cv.pdf"))
    await page.get_by_role("button", name="Remove cv (2).pdf").click()
    await expect(page.get_by_role("button", name="Remove cv (2).pdf")).to_have_count(0)
    await page.get_by_text("I have my CV as JSON Resume").click()
    await pick(candidate, "File with your CV", resume('{"work": [\n{"name": }]}'))
    await expect(page.get_by_role("alert")).to_contain_text("cannot be read from line 2")
    await pick(candidate, "File with your CV", resume(UNDATED))
    await expect(page.get_by_role("alert")).to_contain_text("“startDate” of “work 1”")
    await pick(candidate, "File with your CV", resume(RESUME))
    await expect(page.get_by_text("Nurse, Mosjøen hospital (2022-08)")).to_be_visible()
    await candidate.look("apply-papers")
    await candidate.press("Save and go on")

    await candidate.headline("Questions about this post")
    await candidate.look("apply-questions")
    await candidate.press("Save and go on")
    await expect(page.get_by_role("alert")).to_contain_text("Can you work nights?")
    await page.get_by_role("group", name="Can you work nights?").get_by_label("Yes").check()
    await page.get_by_label("B2 or more").check()
    await candidate.write("Years in the occupation (optional)", "4,5")
    await pick(candidate, "Your authorisation (optional)", file("cv.pdf"))
    await expect(page.get_by_role("button", name="Remove cv (2).pdf")).to_be_visible()
    await candidate.press("Save and go on")

    await candidate.headline("Check and send")
    await expect(page.get_by_text("4.5")).to_be_visible()
    await candidate.look("apply-check")
    await candidate.follow("Change Phone")
    await candidate.headline("About you")
    await candidate.write("Phone (optional)", "+47 911 11 111")
    await page.go_back()
    await candidate.headline("Check and send")
    await expect(page.get_by_text("+47 900 00 000")).to_be_visible()
    await page.get_by_role("button", name="Send the application").dblclick()
    await candidate.headline("We have your application")
    await candidate.look("received")
    await candidate.open(f"/adverts/{vacancy.advert}/apply")
    await expect(page.get_by_label("Name", exact=True)).to_have_value("")

    await vacancy.scene.stage.settle()
    letters = await ground.doors.letters(to=vacancy.address)
    assert [letter["letter"] for letter in letters] == ["receipt"]


async def test_an_interrupted_application_is_taken_up_again(
    opened: Open, ground: PlayGround
) -> None:
    vacancy = await advertised(ground, [])
    candidate = await opened("en", **PHONE)
    await begin(candidate, vacancy)
    await tell_who(candidate, vacancy)
    await candidate.press("Save and go on")
    await candidate.headline("Your papers")
    await pick(candidate, "CV (optional)", file("cv.pdf"))
    await expect(candidate.page.get_by_text("The files are kept.")).to_be_visible()
    await candidate.page.close()

    again = Reader(
        candidate.context, await candidate.context.new_page(), candidate.base, candidate.troubles
    )
    await begin(again, vacancy)
    await expect(again.page.get_by_label("Name", exact=True)).to_have_value("Ingrid Nyheim")
    await again.look("apply-begun")
    await again.follow("Go on where you left off")
    await again.headline("Your papers")
    await expect(again.page.get_by_role("button", name="Remove cv.pdf")).to_be_visible()
    await again.page.reload()
    await expect(again.page.get_by_role("button", name="Remove cv.pdf")).to_be_visible()
    assert vacancy.address not in again.page.url
    await again.follow("Delete what I have written")
    await again.headline("Delete what you have written?")
    await again.look("apply-discard")
    await again.press("Yes, delete it")
    await again.headline(vacancy.title)
    await again.follow("Apply")
    await expect(again.page.get_by_label("Name", exact=True)).to_have_value("")


async def test_it_works_without_script(opened: Open, ground: PlayGround) -> None:
    vacancy = await advertised(ground, [ASKED[0]])
    candidate = await opened("en", java_script_enabled=False, **PHONE)
    page = candidate.page
    await begin(candidate, vacancy)
    await tell_who(candidate, vacancy)
    await candidate.press("Save and go on")
    await pick(candidate, "CV (optional)", file("cv.pdf"))
    await candidate.press("Add the files")
    await expect(page.get_by_role("button", name="Remove cv.pdf")).to_be_visible()
    await candidate.press("Save and go back")
    await candidate.headline("About you")
    await candidate.press("Save and go on")
    await expect(page.get_by_role("button", name="Remove cv.pdf")).to_be_visible()
    await pick(candidate, "Diplomas, certificates", file("authorisation.pdf"))
    await candidate.press("Save and go on")
    await page.get_by_label("Yes").check()
    await candidate.press("Save and go on")
    await expect(page.get_by_text("authorisation.pdf")).to_be_visible()
    await candidate.press("Send the application")
    await candidate.headline("We have your application")


async def test_a_connection_that_breaks_is_told_and_mended(
    opened: Open, ground: PlayGround
) -> None:
    vacancy = await advertised(ground, [])
    candidate = await opened("en", **PHONE)
    page = candidate.page
    await begin(candidate, vacancy)
    await tell_who(candidate, vacancy)
    await candidate.press("Save and go on")
    await candidate.headline("Your papers")

    async def broken(route: Route) -> None:
        await route.fulfill(status=413)

    await page.route("**/apply/papers", broken, times=1)
    large: FilePayload = {**file("cv.pdf"), "buffer": A_PDF + b"%" * 100_000}
    await pick(candidate, "CV (optional)", large)
    await expect(page.get_by_text("The file could not be sent.")).to_be_visible()
    await candidate.look("apply-papers-broken")
    await pick(candidate, "CV (optional)", large)
    await expect(page.get_by_text("The files are kept.")).to_be_visible()
