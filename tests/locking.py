"""In which order rows are locked: two who take them in different orders wait for each other."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from services.kit.database import Database

_LOCKS = re.compile(
    r"(?:FROM (?P<read>\w+).* FOR (?:NO KEY )?UPDATE(?: OF (?P<of>\w+))?"
    r"|^UPDATE (?P<changed>\w+)|^INSERT INTO (?P<chain>audit_chain)).*",
    re.DOTALL,
)


@contextmanager
def locked(database: Database) -> Generator[list[str]]:
    """The tables whose rows are locked meanwhile, each where it first comes."""
    tables: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := _LOCKS.search(statement):
            table = next(filter(None, found.group("of", "read", "changed", "chain")))
            if table not in tables:
                tables.append(table)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(engine, "before_cursor_execute", note)
