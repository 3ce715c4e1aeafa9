"""The servers and programs that everything is measured on: one set, for program and baseline."""

import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import select
from temporalio.client import Client

from services.embedded.children import Child, free_port
from services.embedded.postgres import Postgres
from services.embedded.temporal import TemporalServer
from services.kit.database import Database
from services.kit.processes.client import Temporal
from services.kit.settings import Settings
from services.migrate import migrate
from services.organisation.tables import Person, Unit
from services.seed import DOMAIN, WARD, seed

START_WITHIN = 120
"""Seconds."""
LEADER = "kari.leder"
HR = "hanne.hr"
APPROVER = "geir.klinikk"
UNION = "nina.tillitsvalgt"
EXPERT = "per.fag"


@dataclass(frozen=True)
class Servers:
    """What runs, each in processes of its own, as `make up` runs it."""

    settings: Settings
    postgres: Postgres
    temporal: TemporalServer
    home: Path


@dataclass(frozen=True)
class Ground:
    """The servers, with what this process needs to use them."""

    servers: Servers
    database: Database
    temporal: Temporal
    bare: Client
    unit: UUID
    people: dict[str, UUID]

    @property
    def settings(self) -> Settings:
        return self.servers.settings


@contextmanager
def servers() -> Generator[Servers]:
    """PostgreSQL with fsync, Temporal on a file, inbox, worker, web, and a bare worker."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stafett-bench-")))
        postgres = Postgres(home / "postgres", free_port())
        postgres.start()
        stack.callback(postgres.stop)
        postgres.make_database("stafett")
        temporal = TemporalServer(home / "temporal", port := free_port())
        temporal.start()
        stack.callback(temporal.stop)
        web = free_port()
        chosen = Settings(
            home=home,
            postgres_port=postgres.port,
            temporal_port=port,
            web_port=web,
            public_url=f"http://127.0.0.1:{web}",
            smtp_port=free_port(),
            inbox_port=free_port(),
            metrics_port=free_port(),
            worker_metrics_port=free_port(),
        )
        migrate(chosen)
        for command in ("inbox", "worker", "web"):
            stack.callback(_program(chosen, "services.cli", command).stop)
        stack.callback(_program(chosen, "benchmarks.bare", temporal.address).stop)
        _wait_for_the_web(chosen)
        yield Servers(chosen, postgres, temporal, home)


@asynccontextmanager
async def ground(running: Servers) -> AsyncGenerator[Ground]:
    """Connections to the servers, and the demo hospital."""
    chosen = running.settings
    database = Database(chosen.database_url, pool=chosen.database_pool)
    try:
        async with database.transaction() as session:
            await seed(session)
        async with database.transaction() as session:
            people = (await session.exec(select(Person))).all()
            ward = (await session.exec(select(Unit).where(Unit.name == WARD))).one()
        yield Ground(
            running,
            database,
            Temporal(chosen),
            await Client.connect(chosen.temporal_address),
            ward.id,
            {person.email.removesuffix(f"@{DOMAIN}"): person.id for person in people},
        )
    finally:
        await database.close()


def _wait_for_the_web(chosen: Settings) -> None:
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"{chosen.public_url}/health/ready", timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _program(chosen: Settings, module: str, word: str) -> Child:
    given = chosen.model_dump(mode="json", exclude_defaults=True)
    return Child(
        [sys.executable, "-m", module, word],
        log=chosen.home / f"{module}.{word.partition(':')[0]}.log",
        environment=os.environ | {f"STAFETT_{name.upper()}": str(it) for name, it in given.items()},
    )
