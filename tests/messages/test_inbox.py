"""The embedded inbox: takes mail, keeps it, shows it."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.integrations.mail.smtp import SmtpMail
from services.kit.settings import Settings
from services.messages.inbox import Inbox
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
        async with httpx.AsyncClient(base_url=address) as browser:
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
