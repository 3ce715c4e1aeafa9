"""When a letter is sent, sent again or given up."""

from datetime import datetime, timedelta

import pytest

from services.messages import rules
from tests.messages.conftest import AT
from workflows.payloads.letters import MessageState

LONG_AGO = AT - rules.ABANDONED


@pytest.mark.parametrize(
    ("state", "tried_at", "may"),
    [
        (MessageState.FAILED, AT, True),
        (MessageState.SENT, LONG_AGO, False),
        (MessageState.CANCELLED, LONG_AGO, False),
        (MessageState.QUEUED, None, False),
        (MessageState.SENDING, AT - timedelta(minutes=1), False),
        (MessageState.SENDING, LONG_AGO, True),
        (MessageState.QUEUED, LONG_AGO, True),
    ],
)
def test_who_may_be_sent_again(state: MessageState, tried_at: datetime | None, may: bool) -> None:
    assert rules.may_resend(state, tried_at, AT) is may


def test_held_until_its_instant() -> None:
    assert rules.held(AT, AT - timedelta(seconds=1))
    assert not rules.held(AT, AT)
    assert not rules.held(None, AT)


def test_given_up_after_the_last_attempt() -> None:
    assert rules.after_refusal(rules.MOST_ATTEMPTS - 1) is MessageState.QUEUED
    assert rules.after_refusal(rules.MOST_ATTEMPTS) is MessageState.FAILED
