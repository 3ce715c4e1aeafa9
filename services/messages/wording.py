"""What became of a letter, in words."""

from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.messages.kinds import KINDS
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import MessageState

STATES: dict[MessageState, str] = {
    MessageState.QUEUED: _("Waits to be sent"),
    MessageState.SENDING: _("Being sent"),
    MessageState.SENT: _("Sent"),
    MessageState.FAILED: _("Not delivered"),
    MessageState.CANCELLED: _("Called back"),
}
ERRORS: dict[str, str] = {
    "smtp_timeout": _("The mail server did not answer in time."),
    "smtp_connection": _("There was no connection to the mail server."),
    "smtp_not_supported": _("The mail server cannot take this address."),
    "smtp_550": _("There is no such mailbox, or it takes nothing from us."),
    "smtp_551": _("There is no such mailbox, or it takes nothing from us."),
    "smtp_553": _("There is no such mailbox, or it takes nothing from us."),
    "smtp_552": _("The mailbox is full."),
    "smtp_452": _("The mailbox is full."),
    "bad_address": _("The address is not written as one has to be."),
}
OTHERWISE = _("The mail server refused the letter.")


def kind_text(language: str, kind: str) -> str:
    """What a kind of letter is called, as the beginning of a line."""
    name = translate(language, KINDS[LetterKind(kind)])
    return name[0].upper() + name[1:]


def state_text(language: str, state: str) -> str:
    """How far a letter has come."""
    return translate(language, STATES[MessageState(state)])


def error_text(language: str, code: str | None) -> str:
    """Why a letter did not arrive; empty where nothing went wrong."""
    return f"{translate(language, ERRORS.get(code, OTHERWISE))} ({code})" if code else ""
