"""Rows of the log of letters, for tests."""

from typing import Any
from uuid import uuid4

from services.kit import clock
from services.messages.tables import Message


def a_letter(**fields: Any) -> Message:
    """A letter that was sent just now; fields without an example have to be given."""
    examples: dict[str, Any] = {
        "person_id": fields["to_id"],
        "language": "nb",
        "template_version": "1",
        "message_id": f"<{uuid4()}@example.org>",
        "address": "kari@example.org",
        "subject": "Om søknaden din",
        "text": "Hei på deg.",
        "html": "<p>Hei på deg.</p>",
        "state": "sent",
        "queued_at": clock.now(),
    }
    return Message(**examples | fields)
