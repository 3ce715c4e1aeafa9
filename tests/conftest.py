"""What every test may ask for: a real PostgreSQL, with a database of its own for each test."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from services.embedded.children import free_port
from services.embedded.postgres import Postgres
from services.kit.database import Database

TEMPLATE = "template_with_tables"


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
    from services.tables import metadata

    postgres.make_database(TEMPLATE)
    engine = create_engine(postgres.url(TEMPLATE))
    metadata.create_all(engine)
    engine.dispose()
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
