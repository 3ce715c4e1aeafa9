"""The embedded PostgreSQL: starts, stops, and survives what happens to it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from services.embedded.children import StartError, free_port
from services.embedded.postgres import Postgres
from tests.prepared import Prepared

PERSON: LiteralString = """
    INSERT INTO person (id, created_at, name, email, language)
    VALUES (gen_random_uuid(), now(), 'Somebody', %s, 'en')
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "postgres", free_port())
    server.start()
    yield server
    server.stop()


def _ask(server: Postgres, question: LiteralString) -> object:
    with psycopg.connect(f"host=127.0.0.1 port={server.port} user=postgres") as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_what_is_committed_is_there_after_a_crash(own: Postgres) -> None:
    _ask(own, "CREATE TABLE kept AS SELECT 42 AS answer")
    own.kill()
    own.start()
    assert _ask(own, "SELECT answer FROM kept") == 42
    assert _ask(own, "SHOW fsync") == "on"


def test_a_second_server_on_the_same_files_is_refused(own: Postgres) -> None:
    second = Postgres(own.folder, free_port(), patience=0.1)
    with pytest.raises(StartError, match="already running"):
        second.start()
    assert _ask(own, "SELECT 1") == 1


def test_a_taken_port_names_the_setting(own: Postgres, tmp_path: Path) -> None:
    second = Postgres(tmp_path / "second", own.port)
    with pytest.raises(StartError, match="STAFETT_POSTGRES_PORT"):
        second.start()


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    port = free_port()
    script = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from services.embedded.postgres import Postgres\n"
        f"Postgres(Path({str(tmp_path)!r}) / 'postgres', {port}).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False)
    assert ended.returncode == -signal.SIGKILL
    again = Postgres(tmp_path / "postgres", port)
    again.start()
    assert _ask(again, "SELECT 1") == 1
    again.stop()


def test_it_sorts_by_code_point_and_knows_norwegian_words(own: Postgres) -> None:
    assert _ask(own, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{å,z,Æ,a}'::text[]) x") == (
        "azÆå"
    )
    assert _ask(own, "SELECT to_tsvector('norwegian', 'ØRSTA')::text = $$'ørst':1$$") is True


def test_a_prepared_database_begins_with_the_same_rows_each_time(
    postgres: Postgres, tables: Prepared
) -> None:
    prepared = Prepared(postgres, "prepared", like=tables.name)
    with psycopg.connect(prepared.plain) as connection:
        connection.execute(PERSON, ["kept@example.org"])
    prepared.keep()
    for address in ("first@example.org", "second@example.org"):
        with prepared.begun(), psycopg.connect(prepared.plain) as connection:
            found = connection.execute("SELECT email FROM person").fetchall()
            assert found == [("kept@example.org",)]
            connection.execute(PERSON, [address])
            connection.execute("UPDATE person SET name = 'Else'")
