"""Where the inbox keeps its mail: one SQLite file, written to the disk before it is accepted."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from threading import Lock

_TABLE = """
CREATE TABLE IF NOT EXISTS mail (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    letter TEXT NOT NULL,
    raw BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS mail_recipient ON mail (recipient, letter);
CREATE INDEX IF NOT EXISTS mail_letter ON mail (letter);
"""
_SELECT = """
SELECT n, received_at, sender, recipient, raw FROM mail
WHERE (:recipient IS NULL OR recipient = :recipient) AND (:letter IS NULL OR letter = :letter)
"""


@dataclass(frozen=True)
class Kept:
    """One mail as it came, numbered in the order of arrival."""

    n: int
    received_at: datetime
    sender: str
    recipient: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return parse(self.raw)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def letter(self) -> str:
        return str(self.message["X-Stafett-Letter"] or "")

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def calendar(self) -> str | None:
        return self._part("calendar") or None

    def _part(self, subtype: str) -> str:
        for part in self.message.walk():
            if part.get_content_type() == f"text/{subtype}":
                return str(part.get_content()).replace("\r\n", "\n")
        return ""


def parse(raw: bytes) -> EmailMessage:
    """A mail from its bytes."""
    return message_from_bytes(raw, policy=policy.default)


class Store:
    """The file; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / "inbox.sqlite", check_same_thread=False)
        self._lock = Lock()
        self._connection.execute("PRAGMA journal_mode=WAL")
        # Whoever is told "accepted" forgets the mail, so it has to survive the power going.
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(_TABLE)

    def add(self, received_at: datetime, sender: str, recipients: list[str], raw: bytes) -> None:
        """Keep a mail, once for each recipient."""
        letter = str(parse(raw)["X-Stafett-Letter"] or "")
        rows = [(received_at.isoformat(), sender, to.lower(), letter, raw) for to in recipients]
        with self._locked() as connection:
            connection.executemany(
                "INSERT INTO mail (received_at, sender, recipient, letter, raw)"
                " VALUES (?, ?, ?, ?, ?)",
                rows,
            )

    def get(self, n: int) -> Kept | None:
        with self._locked() as connection:
            found = connection.execute(
                "SELECT n, received_at, sender, recipient, raw FROM mail WHERE n = ?", (n,)
            ).fetchone()
        return _kept(found) if found else None

    def after(self, n: int, limit: int, *, to: str | None, letter: str | None) -> list[Kept]:
        """What came after the n-th, the oldest first."""
        return self._listed("AND n > :n ORDER BY n LIMIT :limit", n, limit, to, letter)

    def before(self, n: int, limit: int, *, to: str | None, letter: str | None) -> list[Kept]:
        """What came before the n-th, the newest first."""
        return self._listed("AND n < :n ORDER BY n DESC LIMIT :limit", n, limit, to, letter)

    def count(self, *, to: str | None, letter: str | None) -> int:
        """How many there are to this address and of this kind."""
        counted = f"SELECT count(*) FROM ({_SELECT})"  # noqa: S608 - a constant
        with self._locked() as connection:
            return int(connection.execute(counted, _filter(to, letter)).fetchone()[0])

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _listed(
        self, end: str, n: int, limit: int, to: str | None, letter: str | None
    ) -> list[Kept]:
        asked = {**_filter(to, letter), "n": n, "limit": limit}
        with self._locked() as connection:
            return [_kept(row) for row in connection.execute(_SELECT + end, asked)]

    @contextmanager
    def _locked(self) -> Generator[sqlite3.Connection]:
        with self._lock, self._connection:
            yield self._connection


def _filter(to: str | None, letter: str | None) -> dict[str, object]:
    return {"recipient": to.lower() if to else None, "letter": letter or None}


def _kept(row: tuple[int, str, str, str, bytes]) -> Kept:
    n, received_at, sender, recipient, raw = row
    return Kept(n, datetime.fromisoformat(received_at), sender, recipient, raw)
