"""Mails to send in tests."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.integrations.mail.port import Mail

_MAIL = Mail(
    message_id="<0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9@helse.example.org>",
    letter="delay",
    address="kari@example.org",
    subject="Svaret tar lengre tid: Sykepleier, Mosjøen",
    text="Hei på deg.\n",
    html="<p>Hei på deg.</p>",
    date=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    language="nb",
)


def a_mail(**changes: Any) -> Mail:
    """A mail, with some fields changed."""
    return replace(_MAIL, **changes)
