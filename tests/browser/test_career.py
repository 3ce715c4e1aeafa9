"""What the career site does for people before they apply."""

from playwright.async_api import expect

from services.play.ground import PlayGround
from tests.browser.conftest import Open
from tests.browser.test_candidate import PHONE, advertised


async def test_a_question_reaches_whom_the_advert_names(opened: Open, ground: PlayGround) -> None:
    vacancy = await advertised(ground, [])
    somebody = await opened("en", **PHONE)
    page = somebody.page
    await somebody.open(f"/adverts/{vacancy.advert}")
    await page.get_by_text("Ask by e-mail").click()
    await somebody.look("advert-asking")
    await somebody.write("Your question", "Can I begin in June?")
    await somebody.write("Your name", "Per Olsen")
    await somebody.write("Your e-mail", "not@an@address.no")
    await page.get_by_label("Your e-mail").evaluate("field => field.type = 'text'")
    await somebody.press("Send the question")
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_label("Your question")).to_have_value("Can I begin in June?")
    await somebody.look("question-refused")
    await somebody.write("Your e-mail", vacancy.address)
    await page.get_by_role("button", name="Send the question").dblclick()
    await somebody.headline(vacancy.title)
    await expect(page.get_by_role("status").first).to_contain_text("Your question is sent.")
    await vacancy.scene.stage.settle()
    letters = [
        letter
        for letter in await ground.doors.letters(letter="advert_question")
        if vacancy.address in letter["text"]
    ]
    assert len(letters) == 1
    assert "Can I begin in June?" in letters[0]["text"]
    assert letters[0]["to"] != vacancy.address


async def test_an_advert_is_shared_and_followed(opened: Open, ground: PlayGround) -> None:
    vacancy = await advertised(ground, [])
    somebody = await opened("en", permissions=["clipboard-read", "clipboard-write"], **PHONE)
    await somebody.open(f"/adverts/{vacancy.advert}?language=en")
    await somebody.press("Copy the address")
    await expect(somebody.page.get_by_text("The address is copied.")).to_be_visible()
    copied = await somebody.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{somebody.base}/adverts/{vacancy.advert}"
    feeds = somebody.page.locator("head link[rel=alternate][type]")
    await expect(feeds).to_have_count(2)
    quiet = await opened("en", java_script_enabled=False, **PHONE)
    await quiet.open(f"/adverts/{vacancy.advert}")
    await expect(quiet.page.get_by_text(copied)).to_be_visible()
    await expect(quiet.page.get_by_role("button", name="Copy the address")).to_have_count(0)
