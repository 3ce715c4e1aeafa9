"""The sign-in code: mailed at once and directly, so that people get in while Temporal is down."""

from uuid import uuid4

from services.access.links.rules import CODE_LIFE
from services.integrations.mail.mime import domain_of
from services.integrations.mail.port import Mail, MailPort
from services.kit import clock
from services.kit.i18n import language as nearest
from services.kit.settings import Settings
from services.messages.render import render
from services.messages.values import SignInCode
from workflows.payloads.codes import LetterKind


async def send_code(
    settings: Settings, mail: MailPort, address: str, language: str, code: str
) -> None:
    """Mail a one-time code. Raises a `MailError`, which is an OSError, when it was not taken."""
    chosen = nearest(language)
    values = SignInCode(code=code, minutes=int(CODE_LIFE.total_seconds()) // 60)
    rendered = render(LetterKind.SIGN_IN_CODE, chosen, dict(values))
    await mail.send(
        Mail(
            message_id=f"<{uuid4()}@{domain_of(settings.mail_from)}>",
            letter=LetterKind.SIGN_IN_CODE,
            address=address,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            date=clock.now(),
            language=chosen,
        )
    )
