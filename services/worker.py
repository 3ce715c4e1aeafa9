"""The worker: runs the processes and their activities, the relay and the reconciler.

Any number may run; they hold no state.
"""

import asyncio
import hashlib
import logging
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

import workflows
from activities.failures import Failures
from activities.ground import Ground
from activities.heartbeats import Heartbeats
from activities.registry import activities
from services.candidates.hires import hired
from services.candidates.service import standing
from services.integrations.ats.intake import Intake
from services.integrations.ats.own import OwnAts
from services.integrations.ats.port import Ats, HiredCandidate
from services.integrations.ats.webcruiter import Credentials, Webcruiter
from services.integrations.jobboard.career_site import CareerSite
from services.integrations.jobboard.port import Standing
from services.integrations.mail.smtp import SmtpMail
from services.kit import clock, metrics
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.lasting import for_ever
from services.kit.logs import setup_logs
from services.kit.processes.client import Temporal
from services.kit.processes.healing import healing
from services.kit.processes.reconciler import Reconciler, tell_again
from services.kit.processes.relay import Relay
from services.kit.settings import Settings, settings
from services.kit.tracing import interceptors, setup_tracing
from services.onboarding.service import refuse, take_in
from workflows.registry import WORKFLOWS

log = logging.getLogger(__name__)

CACHED = 1_000
"""Processes kept in memory between their turns."""
AT_ONCE = 6
"""Turns taken at once. A turn has ten seconds from when the worker takes it, and to replay a case
of 800 events takes up to half a second of this process: one that was just started, with everything
open to replay, would otherwise finish none of them in time, and begin again for ever."""
STICKY = timedelta(seconds=4)
"""How long a turn waits for the worker that has the process in memory. A killed one never comes;
one that is busy comes late, and must not be made to replay what it has."""
GRACE = timedelta(seconds=10)


CODE = hashlib.sha256(
    b"".join(each.read_bytes() for each in sorted(Path(workflows.__path__[0]).rglob("*.py")))
).hexdigest()
"""Stands for the code of all processes: who has the same can go on with what another began."""


def make_worker(client: Client, ground: Ground) -> Worker:
    """A worker over one connection.

    The SDK's sandbox refuses what would not replay, such as reading the clock. Recorded histories
    are replayed in it by the tests; here it would only make replays, and so the recovery of a
    worker, take twice the time.
    """
    return Worker(
        client,
        task_queue=ground.settings.task_queue,
        workflows=WORKFLOWS,
        activities=activities(ground),
        interceptors=[Heartbeats(), Failures(ground.database)],
        workflow_runner=UnsandboxedWorkflowRunner(),
        build_id=CODE,
        max_cached_workflows=CACHED,
        max_concurrent_workflow_tasks=AT_ONCE,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )


def make_ground(settings: Settings, database: Database) -> Ground:
    """The embedded defaults, and what the settings choose instead of them."""
    return Ground(
        settings=settings,
        database=database,
        files=FileStore.open(settings),
        mail=SmtpMail(settings),
        jobboards={"career_site": CareerSite(settings.public_url, partial(_standing, database))},
    )


def make_ats(settings: Settings, database: Database) -> Ats:
    """The applicant system that the settings choose."""
    if settings.ats == "webcruiter":
        return Webcruiter(Credentials.of(settings))
    return OwnAts(partial(_hired, database))


@asynccontextmanager
async def beside(database: Database, temporal: Temporal, chosen: Settings) -> AsyncGenerator[None]:
    """Relay, reconcile and take over who was hired while something else runs."""
    relay, reconciler = Relay(database, temporal, chosen), Reconciler(database, temporal)
    ats = make_ats(chosen, database)
    intake = Intake(ats, partial(_take_in, database), partial(_refuse, database))
    tasks = [
        asyncio.create_task(for_ever("healing", partial(healing, temporal, CODE))),
        asyncio.create_task(for_ever("relay", relay.run)),
        asyncio.create_task(for_ever("reconciler", reconciler.run)),
        asyncio.create_task(for_ever("intake", intake.run)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await ats.close()


async def work(chosen: Settings) -> None:
    """Work until told to stop; what is being done is finished first."""
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    address = f"{chosen.host}:{chosen.worker_metrics_port}"
    runtime = Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=address)))
    database = Database(chosen.database_url, pool=chosen.database_pool)
    temporal = Temporal(chosen, interceptors=interceptors(chosen), runtime=runtime)
    client = await _connected(temporal, stop)
    if client:
        ground = make_ground(chosen, database)
        async with beside(database, temporal, chosen):
            await keep_working(
                temporal,
                partial(make_worker, client, ground),
                stop,
                partial(_tell_again, database),
            )
    await database.close()


async def keep_working(
    temporal: Temporal,
    make: Callable[[], Worker],
    stop: asyncio.Event,
    back: Callable[[datetime], Awaitable[None]],
) -> None:
    """Work until told to stop, with a worker made anew whenever Temporal had been away.

    A server that was killed may have forgotten its last moments. A worker that remembers them takes
    what it has asked for then as under way, and the process waits for it in vain. `back` is told
    when it went away, once it is there again.
    """
    ended = asyncio.create_task(stop.wait())
    away = asyncio.create_task(temporal.until_away(stop))
    while not stop.is_set():
        worker = make()
        working = asyncio.create_task(worker.run())
        await asyncio.wait([ended, away, working], return_when=asyncio.FIRST_COMPLETED)
        left_at = clock.now()
        if not working.done():
            await worker.shutdown()
        [failure] = await asyncio.gather(working, return_exceptions=True)
        if isinstance(failure, BaseException):
            if not away.done():
                # Not for want of a connection: beginning again would make it no better.
                stop.set()
                await away
                raise failure
            log.warning("the worker began while Temporal went away", exc_info=failure)
        await temporal.until_back(stop)
        if not stop.is_set():
            await back(left_at)
        if away.done():
            away = asyncio.create_task(temporal.until_away(stop))
    await asyncio.gather(ended, away)


async def _tell_again(database: Database, away_at: datetime) -> None:
    """Without a database now, the reconciler comes to it later."""
    try:
        again = await tell_again(database, away_at)
    except (SQLAlchemyError, psycopg.Error) as error:
        log.warning("nothing is told again yet", extra={"because": type(error).__name__})
    else:
        log.info("told again what was told last", extra={"facts": again})


async def _standing(database: Database, advert_id: UUID) -> Standing:
    """Where an advert stands on our own career site."""
    async with database.transaction() as session:
        return await standing(session, advert_id)


async def _hired(database: Database) -> list[HiredCandidate]:
    """Who has accepted an offer in one of our own cases and is not received yet."""
    async with database.transaction() as session:
        return await hired(session)


async def _take_in(database: Database, system: str, candidate: HiredCandidate) -> None:
    """Begin to receive somebody who was hired."""
    async with database.transaction() as session:
        await take_in(session, system, candidate, clock.now())


async def _refuse(database: Database, system: str, candidate_id: str, code: str) -> None:
    """Note that somebody who was hired cannot be received."""
    async with database.transaction() as session:
        await refuse(session, system, candidate_id, code, clock.now())


async def _connected(temporal: Temporal, stop: asyncio.Event) -> Client | None:
    """Wait for Temporal to be reachable, or for the end."""
    while not stop.is_set():
        try:
            return await temporal.client()
        except RuntimeError:
            try:
                await asyncio.wait_for(stop.wait(), 1)
            except TimeoutError:
                continue
    return None


def main() -> None:
    """The program `stafett worker`."""
    chosen = settings()
    setup_logs(chosen, "worker")
    setup_tracing(chosen, "worker")
    metrics.serve(chosen, worker=True)
    asyncio.run(work(chosen))
