"""A mail as bytes, the same ones every time."""

from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from email_validator import EmailNotValidError, validate_email

from services.integrations.mail.port import Mail, PermanentMailError


def compose(mail: Mail, sender: str) -> EmailMessage:
    """Text and HTML as alternatives, and the calendar part as a third.

    Raises `PermanentMailError` for an address that is none. No header can carry a line end: the
    policy refuses it.
    """
    # Seven bits, so that the bytes do not depend on what the server can do.
    policy = SMTP.clone(cte_type="7bit", utf8=not mail.address.isascii())
    message = EmailMessage(policy=policy)
    message["From"] = sender
    message["To"] = _address(mail.address)
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.date.astimezone(UTC))
    message["Message-ID"] = mail.message_id
    message["Content-Language"] = mail.language
    message["X-Stafett-Letter"] = mail.letter
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.calendar and mail.calendar_method:
        message.add_alternative(
            mail.calendar, subtype="calendar", params={"method": mail.calendar_method}
        )
    # The default is random, and would make the second attempt another message.
    message.set_boundary("=_" + "".join(filter(str.isalnum, mail.message_id.partition("@")[0])))
    return message


def domain_of(sender: str) -> str:
    """The domain of our mailbox, which makes our Message-IDs ours."""
    return Address(addr_spec=sender).domain


def _address(address: str) -> Address:
    try:
        valid = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise PermanentMailError("bad_address") from error
    return Address(username=valid.local_part, domain=valid.ascii_domain or valid.domain)
