"""When a message may be sent, sent again or called back, decided without a database."""

from datetime import datetime, timedelta

from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import MessageState

MOST_ATTEMPTS = 160
"""After so many temporary refusals a letter counts as failed and waits for a person. With pauses
that grow to five minutes that is half a day, enough for a mail server that is away for a night."""
ABANDONED = timedelta(minutes=15)
"""A letter not tried for so long, though not held, has nobody trying any more."""
UNDER_WAY = timedelta(minutes=1)
"""Longer than any attempt takes."""
FINAL = frozenset({MessageState.SENT, MessageState.FAILED, MessageState.CANCELLED})

LAST = frozenset(
    {
        LetterKind.WITHDRAWAL_CONFIRMED,
        LetterKind.REJECTION,
        LetterKind.CASE_CANCELLED,
        LetterKind.HIRED,
        LetterKind.OFFER_DECLINED,
        LetterKind.OFFER_LAPSED,
    }
)
"""The letters with which an application ends: whoever gets one has been answered. Those after an
offer are sent by the case, at once; the application has no other to wait for."""


def held(hold_until: datetime | None, at: datetime) -> bool:
    """Whether the letter is still to wait."""
    return hold_until is not None and at < hold_until


def after_refusal(attempts: int) -> MessageState:
    """What a letter becomes when the server refused it for now."""
    return MessageState.FAILED if attempts >= MOST_ATTEMPTS else MessageState.QUEUED


def may_resend(state: str, tried_at: datetime | None, at: datetime) -> bool:
    """Whether a person may send it: it has failed, or whoever was trying is gone."""
    if state == MessageState.FAILED:
        return True
    waiting = state in {MessageState.QUEUED, MessageState.SENDING}
    return waiting and tried_at is not None and at - tried_at >= ABANDONED


def abandoned_at_end(state: str, tried_at: datetime | None, at: datetime) -> bool:
    """Whether nobody sends it, when its process ends; a person may be sending it again."""
    return state == MessageState.QUEUED or tried_at is None or at - tried_at >= UNDER_WAY
