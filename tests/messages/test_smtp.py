"""The mail port against a real server."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from services.integrations.mail.mime import compose
from services.integrations.mail.port import PermanentMailError, TemporaryMailError
from services.integrations.mail.smtp import SmtpMail
from services.kit.settings import Settings
from tests.messages.mails import a_mail
from tests.messages.smtp_server import Fault, FaultySmtp


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


class TestSending:
    async def test_headers_and_both_parts_arrive(self, mail: SmtpMail, smtp: FaultySmtp) -> None:
        await mail.send(a_mail(reply_to="ola@helse.example.org"))
        message = parsed(smtp.taken[0])
        assert message["Message-ID"] == a_mail().message_id
        assert message["X-Stafett-Letter"] == "delay"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Subject"] == a_mail().subject
        assert message["Date"] == "Sun, 22 Nov 2026 08:00:00 +0000"
        assert message["Reply-To"] == "ola@helse.example.org"
        assert message.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in message.iter_parts()]
        assert kinds == ["text/plain", "text/html"]
        assert smtp.recipients == ["kari@example.org"]

    async def test_the_same_mail_is_the_same_bytes(self, mail: SmtpMail, smtp: FaultySmtp) -> None:
        await mail.send(a_mail())
        await mail.send(a_mail())
        assert smtp.taken[0] == smtp.taken[1]

    async def test_letters_beyond_ascii_in_address_and_domain(
        self, mail: SmtpMail, smtp: FaultySmtp
    ) -> None:
        await mail.send(a_mail(address="kåre@blåbær.example"))
        assert smtp.recipients == ["kåre@xn--blbr-roah.example"]
        await mail.send(a_mail(address="kari@blåbær.example"))
        assert smtp.recipients[1] == "kari@xn--blbr-roah.example"

    @pytest.mark.parametrize("address", ["", "kari", "a b@example.org", "a@b@", "x\r\nBcc: y@z.no"])
    async def test_what_is_no_address_is_final(
        self, mail: SmtpMail, smtp: FaultySmtp, address: str
    ) -> None:
        with pytest.raises(PermanentMailError, match="bad_address"):
            await mail.send(a_mail(address=address))
        assert not smtp.taken

    async def test_no_header_takes_a_line_end(self) -> None:
        with pytest.raises(ValueError, match="linefeed"):
            compose(a_mail(subject="a\r\nBcc: y@example.org"), "stafett@helse.example.org")


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "code"),
        [
            (Fault.REFUSE_FOR_NOW, "smtp_451"),
            (Fault.STALL, "smtp_timeout"),
            (Fault.DROP, "smtp_connection"),
        ],
    )
    async def test_passing_faults_are_temporary(
        self, mail: SmtpMail, smtp: FaultySmtp, fault: Fault, code: str
    ) -> None:
        smtp.faults = [fault]
        with pytest.raises(TemporaryMailError, match=code):
            await mail.send(a_mail())

    async def test_a_refusal_is_final(self, mail: SmtpMail, smtp: FaultySmtp) -> None:
        smtp.faults = [Fault.REFUSE]
        with pytest.raises(PermanentMailError, match="smtp_550"):
            await mail.send(a_mail())

    async def test_no_server_is_temporary(self, settings: Settings) -> None:
        away = SmtpMail(settings.model_copy(update={"smtp_port": 1}))
        with pytest.raises(TemporaryMailError, match="smtp_connection"):
            await away.send(a_mail())

    async def test_our_own_set_up_is_temporary(self, settings: Settings) -> None:
        login = {"smtp_username": "stafett", "smtp_tls": "starttls"}
        with pytest.raises(TemporaryMailError):
            await SmtpMail(settings.model_copy(update=login)).send(a_mail())
