"""What the career site does for people before they apply."""

import re
from uuid import uuid4

from playwright.async_api import expect

from services.candidates.subscriptions import sending
from services.integrations.mail.smtp import SmtpMail
from services.kit.database import Database
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
    await somebody.page.emulate_media(media="print")
    await expect(somebody.page.get_by_role("link", name="Apply", exact=True)).to_be_hidden()
    await expect(somebody.page.get_by_text(copied)).to_be_visible()
    await somebody.keep("advert-printed")
    quiet = await opened("en", java_script_enabled=False, **PHONE)
    await quiet.open(f"/adverts/{vacancy.advert}")
    await expect(quiet.page.get_by_text(copied)).to_be_visible()
    await expect(quiet.page.get_by_role("button", name="Copy the address")).to_have_count(0)


async def test_somebody_hears_of_a_new_post_and_ends_it(opened: Open, ground: PlayGround) -> None:
    somebody = await opened("en", **PHONE)
    page, address = somebody.page, f"{uuid4().hex[:8]}@example.org"
    await somebody.open("/adverts")
    await somebody.follow("Get new posts by e-mail")
    await somebody.headline("New posts by e-mail")
    await somebody.look("subscription")
    await somebody.write("Your e-mail", address)
    await page.get_by_role("button", name="Write to me").dblclick()
    await somebody.headline("Look in your mail")
    await somebody.look("subscription-asked")
    [letter] = await ground.doors.letters(to=address, letter="subscription_confirm")
    await page.goto(link(letter["text"]))
    await somebody.look("subscription-confirm")
    await somebody.press("Yes, write to me")
    await somebody.headline("Your letters about new posts")
    vacancy = await advertised(ground, [])
    database = Database(ground.settings.database_url, pool=1)
    mail = SmtpMail(ground.settings)
    settings = ground.settings.model_copy(update={"public_url": somebody.base})
    while await sending.send_some(database, mail, settings):
        pass
    await database.close()
    told = await ground.doors.letters(to=address, letter="subscribed_advert")
    [letter] = [one for one in told if vacancy.title in one["subject"]]
    await page.goto(link(letter["text"], "/subscriptions/"))
    await somebody.look("subscription-shown")
    await somebody.press("Write to me no more")
    await somebody.headline("Vacant posts")
    await expect(page.get_by_role("status")).to_contain_text("no more letters")


def link(text: str, part: str = "/") -> str:
    """An address of ours in a letter."""
    return next(one for one in re.findall(r"http://[^\s>)\]]+", text) if part in one)
