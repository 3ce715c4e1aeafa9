"""What is counted, for Prometheus; each process serves its own numbers on its own port.

Labels are route templates, codes and kinds: few, and nothing of a person.
"""

import asyncio
import logging
from datetime import timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from prometheus_client import Counter, Gauge, Histogram, start_http_server
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from services.kit import clock
from services.kit.database import Database
from services.kit.errors import StafettError, Unavailable
from services.kit.processes.decisions import Desk
from services.kit.processes.tables import Outbox
from services.kit.settings import Settings
from workflows.payloads.codes import Decided, Relation

log = logging.getLogger(__name__)

FURTHER = 10
"""Where the ports of further web processes on the same machine begin, above the first one's."""
LOOK_EVERY = timedelta(seconds=15)

REQUESTS = Histogram(
    "stafett_request_seconds",
    "Time to answer a request, by route template.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
IN_FLIGHT = Gauge("stafett_requests_in_flight", "Requests being answered.")
DECISIONS = Histogram(
    "stafett_decision_seconds",
    "Time from a decision handed in to its answer.",
    ["kind", "outcome"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
APPLICATIONS = Counter("stafett_applications_accepted", "Applications accepted.")
LETTERS = Counter("stafett_letters", "Attempts to send a letter.", ["kind", "outcome"])
FAILURES = Counter(
    "stafett_activity_failures",
    "Attempts that failed, of what has kept failing for five minutes and is not just away.",
    ["activity", "error"],
)
OUTBOX_LAG = Gauge("stafett_outbox_lag_seconds", "Age of what has waited longest for the relay.")
OUTBOX_WAITING = Gauge("stafett_outbox_waiting", "What waits for the relay.")


def serve(settings: Settings, *, worker: bool = False) -> int | None:
    """Serve `/metrics` of this process; says on which port.

    The first web process takes `metrics_port`, others on the same machine ports from ten above it.
    A worker takes the port after `worker_metrics_port`, where the Temporal SDK serves its own.
    """
    first = settings.metrics_port
    ports = [first, *range(first + FURTHER, first + FURTHER + settings.web_processes - 1)]
    for port in [settings.worker_metrics_port + 1] if worker else ports:
        try:
            start_http_server(port, settings.host)
        except OSError:
            continue
        return port
    log.warning("no free port for metrics", extra={"port": first})
    return None


class MeasuredDesk(Desk):
    """The desk, with each decision measured by its kind and how it was answered."""

    async def decide(
        self,
        *,
        process_id: UUID,
        kind: Decided,
        part: Relation,
        actor_id: UUID,
        on_authority_of: UUID | None = None,
        content: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> dict[str, Any]:
        """See `Desk.decide`."""
        started, outcome = perf_counter(), "failed"
        try:
            answer = await super().decide(
                process_id=process_id,
                kind=kind,
                part=part,
                actor_id=actor_id,
                on_authority_of=on_authority_of,
                content=content,
                key=key,
            )
            outcome = "recorded"
        except StafettError as error:
            outcome = "unanswered" if isinstance(error, Unavailable) else "refused"
            raise
        finally:
            DECISIONS.labels(kind, outcome).observe(perf_counter() - started)
        return answer


async def watch_outbox(database: Database) -> None:
    """Keep the two numbers of the outbox fresh, until cancelled."""
    while True:
        try:
            await look_at_outbox(database)
        except SQLAlchemyError as error:
            log.warning("outbox not seen", extra={"because": type(error).__name__})
        await asyncio.sleep(LOOK_EVERY.total_seconds())


async def look_at_outbox(database: Database) -> None:
    """Set the two numbers of the outbox."""
    waiting = select(func.count(), func.min(Outbox.created_at)).where(col(Outbox.sent_at).is_(None))
    async with database.transaction() as session:
        count, oldest = (await session.exec(waiting)).one()
    OUTBOX_WAITING.set(count)
    OUTBOX_LAG.set(max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0)
