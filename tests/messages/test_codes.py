"""The sign-in code is mailed at once."""

from email import message_from_bytes, policy

import pytest

from services.integrations.mail.smtp import SmtpMail
from services.kit.settings import Settings
from services.messages.codes import send_code
from tests.messages.smtp_server import Fault, FaultySmtp


@pytest.mark.parametrize(("language", "says"), [("nb", "Koden din er"), ("en", "Your code is")])
async def test_in_the_language_asked_for(
    settings: Settings, mail: SmtpMail, smtp: FaultySmtp, language: str, says: str
) -> None:
    await send_code(settings, mail, "kari@example.org", language, "402915")
    message = message_from_bytes(smtp.taken[0], policy=policy.default)
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().startswith(f"{says} 402915.")
    assert message["X-Stafett-Letter"] == "sign_in_code"
    assert "402915" not in message["Subject"]


async def test_not_taken_is_an_os_error(
    settings: Settings, mail: SmtpMail, smtp: FaultySmtp
) -> None:
    smtp.faults = [Fault.REFUSE]
    with pytest.raises(OSError, match="smtp_550"):
        await send_code(settings, mail, "kari@example.org", "nb", "402915")
