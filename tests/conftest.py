"""What every test may ask for: a real PostgreSQL and a real Temporal, and rows of its own."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from psycopg import sql
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client

from services.embedded.children import free_port
from services.embedded.postgres import Postgres
from services.embedded.temporal import TemporalServer
from services.kit import clock
from services.kit.database import Database
from services.migrate import configuration

if TYPE_CHECKING:
    from services.play.ground import PlayGround

TEMPLATE = "template_with_tables"


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """Whoever skips time, the next test begins at real time."""
    yield
    clock.set_offset(timedelta(), mode="embedded")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One PostgreSQL for all tests of this process."""
    server = Postgres(
        tmp_path_factory.mktemp("postgres"),
        free_port(),
        # What a test writes need not survive the machine.
        options={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"},
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """The name of a database with all tables and no rows."""
    postgres.make_database(TEMPLATE)
    command.upgrade(configuration(postgres.url(TEMPLATE)), "head")
    return TEMPLATE


@pytest.fixture
def database_url(postgres: Postgres, template: str) -> Iterator[str]:
    """The address of a fresh database with all tables."""
    name = f"test_{uuid4().hex}"
    administrator = "host=127.0.0.1 user=postgres dbname=postgres"
    with psycopg.connect(administrator, port=postgres.port, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        yield postgres.url(name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database as the program sees it."""
    opened = Database(database_url, pool=5)
    yield opened
    await opened.close()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """One transaction on a fresh database, committed when the test ends well."""
    async with database.transaction() as opened:
        yield opened


@pytest.fixture(scope="session")
def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporalServer]:
    """One Temporal server for all tests of this process, which lets time be skipped."""
    server = TemporalServer(tmp_path_factory.mktemp("temporal"), free_port(), skipping=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
async def temporal(temporal_server: TemporalServer) -> Client:
    """A client of it; use a task queue of your own."""
    return await Client.connect(temporal_server.address)


@dataclass
class Lasting:
    """An environment of real parts on skipped time, and the time it has come to."""

    ground: "PlayGround"
    offset: timedelta = timedelta()


@pytest.fixture(scope="session")
async def lasting() -> AsyncIterator[Lasting]:
    """Starting it costs as much as playing a small case, so there is one for all of a process."""
    from services.play.ground import play_ground

    async with play_ground() as ground:
        yield Lasting(ground)


@pytest.fixture
def ground(lasting: Lasting, real_time: None) -> "Iterator[PlayGround]":
    """The environment in its own time; other tests in between go by real time."""
    clock.set_offset(lasting.offset, mode="embedded")
    yield lasting.ground
    lasting.offset = clock.offset()
