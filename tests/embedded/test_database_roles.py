"""The role of web and worker does the program's work, and alters neither tables nor the audit."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
import yaml
from psycopg.errors import InsufficientPrivilege
from pydantic import SecretStr
from sqlalchemy import make_url

from services.access import audit
from services.candidates.applications import intake
from services.candidates.applications.schemas import Handed
from services.candidates.applications.tables import Application
from services.candidates.privacy import service as privacy
from services.embedded.children import free_port
from services.embedded.postgres import Postgres
from services.kit import clock
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.settings import Settings
from services.migrate import head, migrate
from tests.access.hospital import furnish
from tests.candidates.conftest import World

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())
REFUSED: list[LiteralString] = [
    "CREATE TABLE more (n int)",
    "DROP TABLE person",
    "ALTER TABLE person ADD more int",
    "TRUNCATE person",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "UPDATE alembic_version SET version_num = version_num",
    # Of no row: the rights refuse it, before the trigger that guards each row.
    "UPDATE audit_event SET hash = hash WHERE false",
    "DELETE FROM audit_event WHERE false",
    "UPDATE audit_root SET digest = digest WHERE false",
    "DELETE FROM audit_root WHERE false",
    "UPDATE audit_root_head SET head = head WHERE false",
    "DELETE FROM audit_root_head WHERE false",
]


def _settings(service: str, server: Postgres, home: Path) -> Settings:
    """What the compose file gives a service, on this server and with its password."""
    given: dict[str, Any] = COMPOSE["services"][service]["environment"]
    address = make_url(given["STAFETT_DATABASE_URL"]).set(host="127.0.0.1", port=server.port)
    return Settings(
        home=home,
        database_url=address.render_as_string(),
        database_password=SecretStr("secret"),
        database_role=given.get("STAFETT_DATABASE_ROLE", ""),
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A cluster of its own, since roles belong to one, as the compose file begins it."""
    folder = tmp_path_factory.mktemp("roles")
    server = Postgres(folder / "postgres", free_port(), options={"fsync": "off"})
    server.start()
    script: str = COMPOSE["configs"]["databases"]["content"]
    statements = re.sub(r":'\w+'", "'secret'", script.split("<<'SQL'")[1].split("SQL")[0])
    with psycopg.connect(
        f"host=127.0.0.1 port={server.port} user=postgres", autocommit=True
    ) as connection:
        for statement in statements.strip().splitlines():
            connection.execute(statement.encode())
    migrate(_settings("migrate", server, folder))
    yield server
    server.stop()


@pytest.fixture
def chosen(server: Postgres, tmp_path: Path) -> Settings:
    return _settings("web", server, tmp_path)


async def test_web_and_worker_can_do_their_work(chosen: Settings) -> None:
    database = Database(chosen.database_url, pool=2)
    await furnish(database)
    case = await World(database, chosen).case()
    handed = Handed(name="Ingrid Nyheim", email="ingrid.nyheim@example.org")
    async with database.transaction() as session:
        files = FileStore.open(chosen)
        received = await intake.submit(session, files, case.advert_id, handed, [])
    async with database.transaction() as session:
        await privacy.disown(session, await session.get_one(Application, received.id))
    async with database.transaction() as session:
        assert await audit.write_root(session, clock.now())
    async with database.transaction() as session:
        assert (await audit.verify(session)).whole
    await database.close()


@pytest.mark.parametrize("statement", REFUSED)
def test_they_alter_neither_tables_nor_the_audit(
    chosen: Settings, statement: LiteralString
) -> None:
    address = make_url(chosen.database_url).set(drivername="postgresql")
    with (
        psycopg.connect(address.render_as_string(hide_password=False)) as connection,
        pytest.raises(InsufficientPrivilege, match=r"permission denied|must be owner"),
    ):
        connection.execute(statement)


def test_a_table_that_comes_later_is_theirs_too(server: Postgres, chosen: Settings) -> None:
    owner = _settings("migrate", server, chosen.home)
    address = make_url(owner.database_url).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        connection.execute("CREATE TABLE later (n int)")
    migrate(owner)
    address = make_url(chosen.database_url).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        connection.execute("INSERT INTO later VALUES (1)")
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version == (head(),)
