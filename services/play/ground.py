"""An environment for one play: real parts, in a folder that goes with it, on skipped time."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, func, select

from services.app import create_app
from services.embedded.children import free_port
from services.embedded.clocks import Clocks
from services.embedded.postgres import Postgres
from services.embedded.skipping import SkippedTime
from services.embedded.temporal import TemporalServer
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.client import Temporal
from services.kit.processes.relay import Relay
from services.kit.processes.tables import Outbox
from services.kit.settings import Settings
from services.messages.inbox.server import Inbox
from services.migrate import migrate
from services.play.actors import Doors
from services.seed import seed
from services.worker import make_ground, make_worker

HOST = "127.0.0.1"
REQUEST = timedelta(seconds=60)


@dataclass(frozen=True)
class PlayGround:
    """What a play is played with."""

    settings: Settings
    database: Database
    doors: Doors
    time: SkippedTime
    temporal: Temporal
    temporal_ui_port: int | None


@asynccontextmanager
async def play_ground(*, ui: bool = False) -> AsyncGenerator[PlayGround]:
    """PostgreSQL, Temporal, inbox, worker and web application, all in this program's hands.

    `ui`: with Temporal's pages, on a free port, since `stafett up` may have the usual one.
    """
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stafett-play-")))
        inbox = await stack.enter_async_context(Inbox(home / "inbox", HOST, 0, 0))
        # Each port is taken at once after it was found free, or another part might find it too.
        postgres = Postgres(home / "postgres", free_port())
        stack.callback(postgres.stop)
        await _started(postgres.start)
        await _started(lambda: postgres.make_database("stafett"))
        temporal_port = free_port()
        ui_port = free_port() if ui else None
        server = TemporalServer(home / "temporal", temporal_port, ui_port, skipping=True)
        stack.callback(server.stop)
        await _started(server.start)
        chosen = Settings(
            home=home,
            host=HOST,
            postgres_port=postgres.port,
            temporal_port=temporal_port,
            smtp_port=inbox.smtp_port,
            inbox_port=inbox.web_port,
            decision_timeout=REQUEST / 2,
        )
        await _started(lambda: migrate(chosen))
        clocks = Clocks()
        temporal = Temporal(chosen, interceptors=[clocks])
        client = await temporal.client()
        database = Database(chosen.database_url)
        stack.push_async_callback(database.close)
        async with database.transaction() as session:
            await seed(session)
        worker = make_worker(client, make_ground(chosen, database))
        await stack.enter_async_context(worker)
        app = create_app(chosen, temporal=temporal)
        stack.push_async_callback(app.state.database.close)
        relay = Relay(database, temporal, chosen)
        await stack.enter_async_context(_in_background(relay.run()))
        api = await stack.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url=chosen.public_url,
                timeout=REQUEST.total_seconds(),
            )
        )
        mail = await stack.enter_async_context(
            httpx.AsyncClient(
                base_url=f"http://{chosen.host}:{inbox.web_port}", timeout=REQUEST.total_seconds()
            )
        )
        stack.callback(clock.set_offset, timedelta(), mode="embedded")
        time = SkippedTime(clocks, client, relay, lambda: _waiting(database))
        yield PlayGround(chosen, database, Doors(api, mail), time, temporal, ui_port)


async def _started(start: Callable[[], None]) -> None:
    """Start something to the end also when told to stop meanwhile: half started, nobody stops it.

    A thread goes on when what waits for it is cancelled.
    """
    starting = asyncio.ensure_future(asyncio.to_thread(start))
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await asyncio.wait([starting])
        raise


@asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Of what runs beside the web application only the relay: nothing is forgotten or swept here.

    On skipped time the reconciler would ask every process after each jump.
    """
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _waiting(database: Database) -> int:
    """What the outbox holds."""
    query = select(func.count()).select_from(Outbox).where(col(Outbox.sent_at).is_(None))
    async with database.transaction() as session:
        return (await session.exec(query)).one()


async def until(ground: PlayGround, moment: datetime) -> None:
    """Let time go by, or, for a moment that is past, only let everything come to rest."""
    await ground.time.advance_to(max(moment, clock.now()))
