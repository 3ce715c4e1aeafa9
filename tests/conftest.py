"""What every test may ask for: a real PostgreSQL and a real Temporal, and rows of its own."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client

from services.embedded.children import free_port
from services.embedded.postgres import Postgres
from services.embedded.temporal import TemporalServer
from services.kit import clock
from services.kit.database import Database
from services.kit.settings import Settings
from services.migrate import configuration
from tests.access.hospital import BASE, Hospital, Mailbox, application, furnish
from tests.prepared import Prepared

if TYPE_CHECKING:
    from services.play.ground import PlayGround


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
def tables(postgres: Postgres) -> Prepared:
    """A database with all tables and no rows."""
    empty = Prepared(postgres, "tables")
    command.upgrade(configuration(empty.url), "head")
    return empty


@pytest.fixture
def database_url(tables: Prepared) -> Iterator[str]:
    """The address of a database with all tables and no rows."""
    with tables.begun() as url:
        yield url


@pytest.fixture(scope="session")
async def furnished(postgres: Postgres, tables: Prepared) -> Prepared:
    """A database with the demo hospital and its neighbour in it."""
    with_hospital = Prepared(postgres, "hospital", like=tables.name)
    database = Database(with_hospital.url, pool=1)
    await furnish(database)
    await database.close()
    with_hospital.keep()
    return with_hospital


@pytest.fixture
async def hospital_database(furnished: Prepared) -> AsyncIterator[Database]:
    """The demo hospital and its neighbour, as the program sees them."""
    with furnished.begun():
        yield furnished.database
        await furnished.database.close()


@pytest.fixture
def mailbox() -> Mailbox:
    """Keeps what is sent."""
    return Mailbox()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Where the tests of an area need nothing else."""
    return Settings(home=tmp_path, public_url=BASE)


@pytest.fixture
def hospital(hospital_database: Database, settings: Settings, mailbox: Mailbox) -> Hospital:
    """The demo hospital and its neighbour with the routes about people and access."""
    app = application(hospital_database, settings, mailbox)
    return Hospital(app, hospital_database, settings)


@pytest.fixture
async def database(tables: Prepared, database_url: str) -> AsyncIterator[Database]:
    """A fresh database as the program sees it."""
    yield tables.database
    await tables.database.close()


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
