"""The baseline of an application: its rows in one transaction, after its PDF was synced.

The rows are those of the newest application, with ids of their own. All statements of a
transaction are sent at once, as a pipeline; no program that sends them singly is faster.
Prints how many a second it managed.
"""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Json

NEWEST = "SELECT id FROM application ORDER BY received_at DESC LIMIT 1"
TABLES: Mapping[str, LiteralString] = {
    "person": "id = (SELECT person_id FROM application WHERE id = %(id)s)",
    "application": "id = %(id)s",
    "application_version": "application_id = %(id)s",
    "stored_file": "id IN (SELECT file_id FROM attachment JOIN application_version v"
    " ON v.id = version_id WHERE v.application_id = %(id)s)",
    "attachment": "version_id IN"
    " (SELECT id FROM application_version WHERE application_id = %(id)s)",
    "process": "id = %(id)s",
    "outbox": "process_id = %(id)s AND number = 0",
    "audit_event": "chain = %(id)s AND number = 1",
    "audit_chain": "chain = %(id)s",
}
"""In an order that foreign keys allow, with which rows belong to an application."""

Row = dict[str, Any]


async def run(address: str, folder: Path, connections: int, number: int) -> float:
    """Insert so many over so many connections; returns how many a second."""
    pdf = (folder / "benchmark.pdf").read_bytes()
    kept = folder / "bare"
    kept.mkdir(exist_ok=True)
    opened = [
        await psycopg.AsyncConnection.connect(address, autocommit=True) for _ in range(connections)
    ]
    template = await _template(opened[0])
    left = [_renewed(template) for _ in range(number)]

    async def one(connection: psycopg.AsyncConnection) -> None:
        while left:
            rows = left.pop()
            await asyncio.to_thread(_write, kept / uuid4().hex, pdf)
            async with connection.pipeline(), connection.transaction():
                for table, row in rows:
                    await connection.execute(_insert(table, row), row)

    started = perf_counter()
    await asyncio.gather(*map(one, opened))
    took = perf_counter() - started
    for connection in opened:
        await connection.close()
    return number / took


async def _template(connection: psycopg.AsyncConnection) -> list[tuple[str, Row]]:
    """The rows of the newest application, as the relay must not see them: told, and ended."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        newest = await (await cursor.execute(NEWEST)).fetchone()
        assert newest
        rows: list[tuple[str, Row]] = []
        for table, belongs in TABLES.items():
            query = sql.SQL("SELECT * FROM {} WHERE ").format(sql.Identifier(table))
            await cursor.execute(query + sql.SQL(belongs), newest)
            rows += [(table, row) for row in await cursor.fetchall()]
    for table, row in rows:
        if table == "process":
            row["ended_at"] = row["created_at"]
        elif table == "outbox":
            row["sent_at"] = row["created_at"]
        elif table == "application":
            row["answered_at"] = row["received_at"]
    return rows


def _renewed(rows: Sequence[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """The same rows of somebody else."""
    ids: dict[UUID, UUID] = {row["id"]: uuid4() for _, row in rows if "id" in row}
    unique = uuid4().hex
    return [
        (
            table,
            {name: _value(table, name, value, ids, unique) for name, value in row.items()},
        )
        for table, row in rows
    ]


def _value(table: str, name: str, value: Any, ids: Mapping[UUID, UUID], unique: str) -> Any:
    if (table, name) in {("person", "email"), ("stored_file", "name")}:
        return f"{unique}@example.org"
    if isinstance(value, UUID):
        return ids.get(value, value)
    return Json(value) if isinstance(value, dict | list) else value


def _insert(table: str, row: Row) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    print(asyncio.run(run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
