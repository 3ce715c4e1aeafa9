"""The worker: runs the processes and their activities, the relay and the reconciler.

Any number may run; they hold no state.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from uuid import UUID

from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import PollerBehaviorAutoscaling, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.ground import Ground
from activities.heartbeats import Heartbeats
from activities.registry import activities
from services.candidates.service import standing
from services.integrations.jobboard.career_site import CareerSite
from services.integrations.jobboard.port import Standing
from services.integrations.mail.smtp import SmtpMail
from services.kit import metrics
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.lasting import for_ever
from services.kit.logs import setup_logs
from services.kit.processes.client import Temporal
from services.kit.processes.reconciler import Reconciler
from services.kit.processes.relay import Relay
from services.kit.settings import Settings, settings
from services.kit.tracing import interceptors, setup_tracing
from workflows.registry import WORKFLOWS

CACHED = 1_000
"""Processes kept in memory between their turns."""
AT_ONCE = 6
"""Turns taken at once. A turn has ten seconds from when the worker takes it, and to replay a case
of 500 events takes up to half a second of this process: one that was just started, with everything
open to replay, would otherwise finish none of them in time, and begin again for ever."""
STICKY = timedelta(seconds=4)
"""How long a turn waits for the worker that has the process in memory. A killed one never comes;
one that is busy comes late, and must not be made to replay what it has."""
GRACE = timedelta(seconds=10)


def make_worker(client: Client, ground: Ground) -> Worker:
    """A worker over one connection."""
    return Worker(
        client,
        task_queue=ground.settings.task_queue,
        workflows=WORKFLOWS,
        activities=activities(ground),
        interceptors=[Heartbeats()],
        workflow_runner=SandboxedWorkflowRunner(
            restrictions=SandboxRestrictions.default.with_passthrough_modules("workflows.payloads")
        ),
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


@asynccontextmanager
async def beside(database: Database, temporal: Temporal, chosen: Settings) -> AsyncGenerator[None]:
    """Relay and reconcile while something else runs."""
    relay, reconciler = Relay(database, temporal, chosen), Reconciler(database, temporal)
    tasks = [
        asyncio.create_task(for_ever("relay", relay.run)),
        asyncio.create_task(for_ever("reconciler", reconciler.run)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
        async with (
            beside(database, temporal, chosen),
            make_worker(client, make_ground(chosen, database)),
        ):
            await stop.wait()
    await database.close()


async def _standing(database: Database, advert_id: UUID) -> Standing:
    """Where an advert stands on our own career site."""
    async with database.transaction() as session:
        return await standing(session, advert_id)


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
