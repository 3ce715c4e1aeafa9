"""The embedded inbox: takes mail, keeps it, shows it."""

import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.integrations.mail.smtp import SmtpMail
from services.kit.i18n import catalogues
from services.kit.settings import Settings
from services.messages.inbox import Inbox
from services.messages.inbox.pages import FOLDER
from services.messages.inbox.store import Kept, Store
from tests.messages.mails import a_mail

SCRIPT = "<script>alert(1)</script>"


class Opened:
    """A running inbox, a sender to it, and a browser on it."""

    def __init__(self, inbox: Inbox, browser: httpx.AsyncClient) -> None:
        self.mail = SmtpMail(Settings(smtp_port=inbox.smtp_port))
        self.browser = browser
        self.store: Store = inbox.store


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[Opened]:
    async with Inbox(tmp_path / "inbox", "127.0.0.1", 0, 0) as running:
        address = f"http://127.0.0.1:{running.web_port}"
        english = {"Accept-Language": "en"}
        async with httpx.AsyncClient(base_url=address, headers=english) as browser:
            yield Opened(running, browser)


class TestApi:
    async def test_tells_everything_about_a_mail(self, inbox: Opened) -> None:
        await inbox.mail.send(a_mail())
        (mail,) = (await inbox.browser.get("/api/messages")).json()
        assert mail.pop("received_at")
        assert mail == {
            "n": 1,
            "from": "stafett@helse.example.org",
            "to": "kari@example.org",
            "subject": a_mail().subject,
            "letter": "delay",
            "message_id": a_mail().message_id,
            "text": a_mail().text,
            "html": a_mail().html + "\n",
            "calendar": None,
        }
        assert (await inbox.browser.get("/api/messages/1")).json()["subject"] == a_mail().subject

    async def test_filters_by_address_and_letter(self, inbox: Opened) -> None:
        await inbox.mail.send(a_mail())
        await inbox.mail.send(a_mail(letter="offer"))
        await inbox.mail.send(a_mail(address="Per@example.org"))
        for asked, count in [
            ({}, 3),
            ({"to": "KARI@example.org"}, 2),
            ({"to": "per@example.org", "letter": "delay"}, 1),
            ({"letter": "offer"}, 1),
            ({"letter": "hired"}, 0),
            ({"after": 2}, 1),
        ]:
            answer = await inbox.browser.get("/api/messages", params=asked)
            assert len(answer.json()) == count, asked

    async def test_what_is_not_there_is_404(self, inbox: Opened) -> None:
        for path in ("/api/messages/1", "/messages/1", "/messages/1/html"):
            assert (await inbox.browser.get(path)).status_code == 404


class TestPages:
    async def test_list_and_mail_read_well_and_run_nothing(self, inbox: Opened) -> None:
        await inbox.mail.send(a_mail(subject=SCRIPT, text=SCRIPT, html=SCRIPT))
        for path in ("/", "/messages/1"):
            page = await inbox.browser.get(path)
            assert SCRIPT not in page.text
            assert "&lt;script&gt;" in page.text
            assert "unsafe" not in page.headers["content-security-policy"]
            assert "default-src 'none'" in page.headers["content-security-policy"]

    async def test_the_html_of_a_mail_is_shut_in(self, inbox: Opened) -> None:
        await inbox.mail.send(a_mail())
        page = await inbox.browser.get("/messages/1")
        assert '<iframe title="The mail as HTML" sandbox src="/messages/1/html">' in page.text
        framed = await inbox.browser.get("/messages/1/html")
        assert framed.headers["content-security-policy"].startswith("sandbox; default-src 'none'")

    async def test_long_lists_go_on(self, inbox: Opened) -> None:
        for n in range(60):
            inbox.store.add(
                # Straight into the file: what is shown is tested here, not the sending.
                received_at=a_mail().date,
                sender="a@example.org",
                recipients=["kari@example.org"],
                raw=f"Subject: Mail {n}\r\n\r\nHei".encode(),
            )
        first = await inbox.browser.get("/", params={"to": "kari@example.org"})
        assert "60 mails" in first.text
        assert "Mail 59" in first.text
        assert "Mail 9<" not in first.text
        older = await inbox.browser.get("/", params={"to": "kari@example.org", "before": 11})
        assert "Mail 9<" in older.text

    async def test_an_empty_inbox_says_what_to_do(self, inbox: Opened) -> None:
        assert "There is no mail here yet" in (await inbox.browser.get("/")).text

    async def test_a_filter_that_finds_nothing_does_not_say_that_there_is_nothing(
        self, inbox: Opened
    ) -> None:
        await inbox.mail.send(a_mail())
        page = await inbox.browser.get("/", params={"letter": "hired"})
        assert "No mail is of this kind" in page.text
        assert "There is no mail here yet" not in page.text

    async def test_a_mail_without_html_has_no_empty_frame(self, inbox: Opened) -> None:
        inbox.store.add(a_mail().date, "a@example.org", ["b@example.org"], b"Subject: A\r\n\r\nHei")
        assert "<iframe" not in (await inbox.browser.get("/messages/1")).text


class TestLanguages:
    @pytest.mark.parametrize(
        ("asked", "language", "words"),
        [
            ("nb-NO,nb;q=0.9,en;q=0.8", "nb", ["Innboks", "Her er det ingen e-post ennå"]),
            ("en-GB", "en", ["Inbox", "There is no mail here yet"]),
            ("fr", "nb", ["Innboks"]),
        ],
    )
    async def test_the_empty_list(
        self, inbox: Opened, asked: str, language: str, words: list[str]
    ) -> None:
        page = await inbox.browser.get("/", headers={"Accept-Language": asked})
        assert f'<html lang="{language}">' in page.text
        assert page.headers["vary"] == "Accept-Language"
        assert [word for word in words if word not in page.text] == []

    async def test_a_list_and_a_mail_in_bokmål(self, inbox: Opened) -> None:
        calendar = {"calendar": "BEGIN:VCALENDAR", "calendar_method": "REQUEST"}
        await inbox.mail.send(a_mail(subject="", **calendar))
        bokmål = {"Accept-Language": "nb"}
        rows = (await inbox.browser.get("/", headers=bokmål)).text
        assert "1 e-post<" in rows
        assert "(uten emne)" in rows
        assert "<td>Beskjed om at svaret tar lengre tid</td>" in rows
        assert '<option value="rejection">Avslag</option>' in rows
        chosen = (await inbox.browser.get("/?letter=rejection", headers=bokmål)).text
        assert '<option value="rejection" selected>' in chosen
        mail = (await inbox.browser.get("/messages/1", headers=bokmål)).text
        assert "<dd>Beskjed om at svaret tar lengre tid</dd>" in mail
        for word in ("Fra", "Til", "Brevtype", "Mottatt", "Tekst", "Kalender", "Meldingshode"):
            assert f">{word}<" in mail
        assert re.search(r"\w+dag \d+\. \w+ 20\d\d kl\. \d\d\.\d\d", mail)

    async def test_what_is_not_there_is_said_in_words(self, inbox: Opened) -> None:
        said = {
            language: (
                await inbox.browser.get("/messages/1", headers={"Accept-Language": language})
            )
            for language in ("nb", "en")
        }
        assert "Denne e-posten finnes ikke." in said["nb"].text
        assert "There is no such mail." in said["en"].text

    def test_every_word_of_the_pages_has_its_norwegian(self) -> None:
        used = {
            msgid
            for page in FOLDER.glob("*.html")
            for msgid in re.findall(r'_\("([^"]+)"\)', page.read_text(encoding="utf-8"))
        }
        known = {str(message.id) for message in catalogues("nb")["inbox"] if message.string}
        assert len(used) > 10
        assert used <= known


class TestKeeping:
    async def test_yesterdays_mail_is_there_after_a_restart(self, tmp_path: Path) -> None:
        kept: list[Kept] = []
        for _ in range(2):
            async with Inbox(tmp_path, "127.0.0.1", 0, 0) as running:
                await SmtpMail(Settings(smtp_port=running.smtp_port)).send(a_mail())
                kept = running.store.after(0, 10, to=None, letter=None)
        assert len(kept) == 2
        assert kept[0].raw == kept[1].raw

    async def test_a_taken_port_is_refused(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            inbox = Inbox(tmp_path, "127.0.0.1", taken.getsockname()[1], 0)
            with pytest.raises(OSError, match="in use"):
                await inbox.__aenter__()
