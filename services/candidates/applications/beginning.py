"""The rows with which an application's process and its audit begin.

They say what `outbox.start` and `audit.record` write for a new process, as rows: handing in puts
them into the one statement that writes an application.
"""

from typing import Any
from uuid import UUID

from services.access.audit import AuditKind
from services.access.audit.rules import GENESIS, event_hash, plain
from services.access.audit.tables import AuditChain, AuditEvent
from services.candidates.applications.rows import NewRow, new
from services.kit.processes.tables import Outbox, Process
from services.kit.tracing import current_trace
from workflows.payloads.processes import ProcessKind


def process(application: NewRow, trust_id: UUID) -> list[NewRow]:
    """The process of an application, and the order to start it."""
    at = application.values["received_at"]
    return [
        new(
            Process,
            id=application.id,
            kind=ProcessKind.APPLICATION,
            trust_id=trust_id,
            parent_id=application.values["recruitment_id"],
            created_at=at,
        ),
        new(Outbox, process_id=application.id, number=0, created_at=at, trace=current_trace()),
    ]


def audited(application: NewRow, papers: int) -> list[NewRow]:
    """The first event of an application's chain: that it was received."""
    said: dict[str, Any] = {
        "chain": application.id,
        "number": 1,
        "at": application.values["received_at"],
        "kind": AuditKind.APPLICATION_RECEIVED,
        "actor_id": application.values["person_id"],
        "on_authority_of": None,
        "about": application.id,
        "data": plain({"advert": application.values["advert_id"], "papers": papers}),
        "previous_hash": GENESIS,
    }
    head = event_hash(**said)
    return [
        new(AuditEvent, hash=head, **said),
        new(AuditChain, chain=application.id, number=1, head=head),
    ]
