"""A database that begins each test with the same rows, and the places a test may go on from.

Putting rows back takes a twentieth of the time that a fresh copy of the database would, and no
more than the few requests that would write them anew.
"""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

import psycopg
from psycopg import sql

from services.embedded.postgres import Postgres
from services.kit import clock
from services.kit.database import Database

ALL = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Rows(NamedTuple):
    """The rows of all tables at some time: copies of those tables that had any, in a schema."""

    schema: str
    tables: list[str]


class Prepared:
    """One database with all tables, for one test after the other."""

    def __init__(self, postgres: Postgres, name: str, *, like: str | None = None) -> None:
        """`like`: the name of a database with the tables; without it there are none yet."""
        self.name = name
        self.url = postgres.url(name)
        address = f"host=127.0.0.1 port={postgres.port} user=postgres dbname="
        self.plain = address + name
        """The address as psycopg takes it."""
        self._copies = 0
        self._first = Rows("", [])
        with psycopg.connect(f"{address}postgres", autocommit=True) as connection:
            making = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(
                making.format(sql.Identifier(name), sql.Identifier(like or "template1"))
            )

    def keep(self) -> None:
        """Every test begins with the rows that are there now."""
        self._first = self.copy()

    def copy(self) -> Rows:
        """The rows that are there now, to be put back later."""
        # Whoever makes a database like this one gets the copies too: they bear its name.
        self._copies += 1
        rows = Rows(f"{self.name}_{self._copies}", [])
        with psycopg.connect(self.plain, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(rows.schema)))
            for table in self._tables(connection):
                there = sql.Identifier("public", table)
                if connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(there)).rowcount:
                    copying = sql.SQL("CREATE TABLE {} AS TABLE {}")
                    connection.execute(copying.format(sql.Identifier(rows.schema, table), there))
                    rows.tables.append(table)
        return rows

    def put_back(self, rows: Rows) -> None:
        """Have these rows and no others in the database."""
        with psycopg.connect(self.plain, autocommit=True) as connection:
            # Without triggers: tables go in any order, and the audit lets itself be emptied.
            connection.execute("SET session_replication_role = replica")
            statements = [
                sql.SQL("DELETE FROM {}").format(sql.Identifier("public", table))
                for table in self._tables(connection)
            ] + [
                sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(
                    sql.Identifier("public", table), sql.Identifier(rows.schema, table)
                )
                for table in rows.tables
            ]
            connection.execute(sql.SQL(";").join(statements))

    @contextmanager
    def begun(self) -> Generator[str]:
        """The address of the database, for one test."""
        yield self.url
        with psycopg.connect(self.plain, autocommit=True) as connection:
            connection.execute(OTHERS)
        self.put_back(self._first)

    @cached_property
    def database(self) -> Database:
        """As the program sees it. The engine is one for all tests: it keeps statements compiled."""
        return Database(self.url, pool=5)

    @staticmethod
    def _tables(connection: psycopg.Connection) -> list[str]:
        return [table for (table,) in connection.execute(ALL)]


class Known(Protocol):
    """What a test knows of the rows it begins with."""

    def on(self, blank: Self) -> Self:
        """The same, with the database and the routes of another test that knows nothing yet."""
        ...


K = TypeVar("K", bound=Known)
Step = Callable[[K], Awaitable[object]]


@dataclass(frozen=True)
class Place(Generic[K]):
    """Where steps led to: the rows there, how far time had been skipped, and what was known."""

    rows: Rows
    offset: timedelta
    known: K


class Way(Generic[K]):
    """Each step is taken once; whoever comes again is put where it led to."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._places: dict[tuple[Step[K], ...], Place[K]] = {}

    async def after(self, blank: K, *steps: Step[K]) -> K:
        """What a test knows after these steps from where every test begins.

        A step is a function by a name of its own, for by it the place is found again. It brings no
        files with it unless those outlast the test.
        """
        if not steps:
            return blank
        if steps not in self._places:
            known = await self.after(blank, *steps[:-1])
            await steps[-1](known)
            self._places[steps] = Place(self._prepared.copy(), clock.offset(), known)
        place = self._places[steps]
        self._prepared.put_back(place.rows)
        clock.set_offset(place.offset, mode="embedded")
        return place.known.on(blank)
