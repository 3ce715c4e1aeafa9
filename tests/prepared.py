"""A database that begins each test with the same rows.

Putting rows back takes a twentieth of the time that a fresh copy of the database would.
"""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from services.embedded.postgres import Postgres

ALL = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Prepared:
    """One database with all tables, for one test after the other."""

    def __init__(self, postgres: Postgres, name: str, *, like: str | None = None) -> None:
        """`like`: the name of a database with the tables; without it there are none yet."""
        self.name = name
        self.url = postgres.url(name)
        address = f"host=127.0.0.1 port={postgres.port} user=postgres dbname="
        self.plain = address + name
        """The address as psycopg takes it."""
        self._kept: list[str] = []
        with psycopg.connect(f"{address}postgres", autocommit=True) as connection:
            making = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(
                making.format(sql.Identifier(name), sql.Identifier(like or "template1"))
            )

    def keep(self) -> None:
        """Every test begins with the rows that are there now."""
        with psycopg.connect(self.plain, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA kept")
            for table in self._tables(connection):
                there, kept = sql.Identifier("public", table), sql.Identifier("kept", table)
                copying = sql.SQL("CREATE TABLE {} AS TABLE {}").format(kept, there)
                if connection.execute(copying).rowcount > 0:
                    self._kept.append(table)

    @contextmanager
    def begun(self) -> Generator[str]:
        """The address of the database, for one test."""
        yield self.url
        with psycopg.connect(self.plain, autocommit=True) as connection:
            connection.execute(OTHERS)
            # Without triggers: tables go in any order, and the audit lets itself be emptied.
            connection.execute("SET session_replication_role = replica")
            statements = [
                sql.SQL("DELETE FROM {}").format(sql.Identifier("public", table))
                for table in self._tables(connection)
            ] + [
                sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE {}").format(
                    sql.Identifier("public", table), sql.Identifier("kept", table)
                )
                for table in self._kept
            ]
            connection.execute(sql.SQL(";").join(statements))

    @staticmethod
    def _tables(connection: psycopg.Connection) -> list[str]:
        return [table for (table,) in connection.execute(ALL)]
