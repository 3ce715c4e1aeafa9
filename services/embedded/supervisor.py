"""`stafett up`: everything a laptop needs, started in order, watched, and stopped in reverse."""

import os
import shutil
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol

from rich.console import Console
from rich.table import Table

from services.embedded.children import Child, StartError, lock, refuse_taken_port
from services.embedded.postgres import Postgres
from services.embedded.temporal import TemporalServer
from services.kit.settings import Settings

DATABASE = "stafett"
WATCH_EVERY = 0.2
FIRST_PAGE_WITHIN = 60
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds before something that ended by itself is started again; doubled each time."""
HEALTHY_AFTER = 60
"""Seconds after which it counts as well, and the wait begins from the shortest again."""
LARGEST_LOG = 10_000_000


class Part(Protocol):
    """Something that is kept running."""

    log: Path

    def start(self) -> None:
        """Start it; returns when it can be used. Raises `StartError`."""
        ...

    def stop(self) -> None:
        """Stop it, and return when it has ended."""
        ...

    def ended(self) -> int | None:
        """Its exit code if it ended by itself, None while it runs."""
        ...


class Program:
    """A command of ours as a process of its own, with a log."""

    def __init__(self, command: str, log: Path) -> None:
        self._command = command
        self.log = log
        self._child: Child | None = None

    def start(self) -> None:
        """See `Part`."""
        if self._child is not None:
            self._child.kill()
        self._child = Child([sys.executable, "-m", "services.cli", self._command], log=self.log)

    def stop(self) -> None:
        """See `Part`."""
        if self._child is not None:
            self._child.stop(patience=15)
            self._child = None

    def ended(self) -> int | None:
        """See `Part`."""
        return None if self._child is None else self._child.ended()


@dataclass
class _Watched:
    name: str
    part: Part
    started: float = 0
    wait: float = SHORTEST_WAIT
    again_at: float | None = None


class Supervisor:
    """Keeps one embedded installation running until it is told to stop."""

    def __init__(self, settings: Settings, prepare: Callable[[], None], console: Console) -> None:
        """`prepare` brings the tables up to date and fills an empty database."""
        self._settings = settings
        self._prepare = prepare
        self._console = console
        self._stop = threading.Event()
        self._watched: list[_Watched] = []
        self._logs = settings.home / "logs"

    def run(self) -> None:
        """Start everything, keep it running until a signal, and stop it in reverse.

        Raises `StartError` when something is in the way; whatever was started is then stopped.
        """
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self._told_to_stop)
        self._logs.mkdir(parents=True, exist_ok=True)
        held = self._lock()
        try:
            self._refuse_taken_ports()
            self._start_all()
            while not self._stop.wait(WATCH_EVERY):
                self._look_after_all()
        finally:
            self._stop_all()
            os.close(held)

    def _lock(self) -> int:
        try:
            return lock(self._settings.home / "lock", "Stafett")
        except StartError:
            # Whoever runs it may have chosen other ports than are chosen here.
            if _answers(f"{self._web_address()}/health/ready"):
                self._say_where()
            raise

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _start_all(self) -> None:
        chosen = self._settings
        postgres = Postgres(chosen.home / "postgres", chosen.postgres_port)
        self._start("PostgreSQL", postgres)
        postgres.make_database(DATABASE)
        if self._stop.is_set():
            return
        self._prepare()
        # The first page waits for nothing but the database, and longest for code to be read.
        self._start("The web application", self._program("web"))
        temporal = TemporalServer(
            chosen.home / "temporal", chosen.temporal_port, chosen.temporal_ui_port
        )
        self._start("Temporal", temporal)
        self._start("The inbox", self._program("inbox"))
        self._start("The worker", self._program("worker"))
        if self._wait_for_the_first_page():
            self._say_where()
            self._console.print("Press Ctrl-C to stop.")

    def _program(self, command: str) -> Program:
        log = self._logs / f"{command}.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            shutil.move(log, log.with_suffix(".log.1"))
        return Program(command, log)

    def _start(self, name: str, part: Part) -> None:
        if self._stop.is_set():
            return
        self._console.print(f"Starting: {name}")
        watched = _Watched(name, part, time.monotonic())
        self._watched.append(watched)
        part.start()

    def _look_after_all(self) -> None:
        now = time.monotonic()
        for watched in self._watched:
            if watched.again_at is not None:
                if now >= watched.again_at:
                    self._start_again(watched, now)
            elif (code := watched.part.ended()) is not None:
                if now - watched.started > HEALTHY_AFTER:
                    watched.wait = SHORTEST_WAIT
                self._console.print(
                    f"[yellow]{watched.name} ended by itself ({_ending(code)}); it is started"
                    f" again in {watched.wait:.0f} s.[/yellow] Its log: {watched.part.log}"
                )
                watched.again_at = now + watched.wait
                watched.wait = min(2 * watched.wait, LONGEST_WAIT)

    def _start_again(self, watched: _Watched, now: float) -> None:
        watched.again_at, watched.started = None, now
        try:
            watched.part.start()
        except StartError as error:
            self._console.print(f"[red]{error}[/red]")
            watched.again_at = now + watched.wait
            watched.wait = min(2 * watched.wait, LONGEST_WAIT)
        else:
            self._console.print(f"{watched.name} is running again.")

    def _stop_all(self) -> None:
        for watched in reversed(self._watched):
            self._console.print(f"Stopping: {watched.name}")
            watched.part.stop()
        self._watched.clear()

    def _refuse_taken_ports(self) -> None:
        """All that are taken, at once: who has to choose others wants to do so once."""
        taken: list[str] = []
        for host, port, what, setting, *address in self._ports():
            try:
                refuse_taken_port(host, port, what, setting, *address)
            except StartError as error:
                taken.append(str(error))
        if taken:
            raise StartError("\n".join(taken))

    def _ports(self) -> Sequence[tuple[str, int, str, str] | tuple[str, int, str, str, str]]:
        chosen, local = self._settings, "127.0.0.1"
        return (
            (
                chosen.host,
                chosen.web_port,
                "the web application",
                "STAFETT_WEB_PORT",
                "STAFETT_PUBLIC_URL",
            ),
            (local, chosen.postgres_port, "PostgreSQL", "STAFETT_POSTGRES_PORT"),
            (local, chosen.temporal_port, "Temporal", "STAFETT_TEMPORAL_PORT"),
            (local, chosen.temporal_ui_port, "Temporal's pages", "STAFETT_TEMPORAL_UI_PORT"),
            (chosen.host, chosen.smtp_port, "mail to the inbox", "STAFETT_SMTP_PORT"),
            (chosen.host, chosen.inbox_port, "the inbox's pages", "STAFETT_INBOX_PORT"),
            (chosen.host, chosen.metrics_port, "the web's metrics", "STAFETT_METRICS_PORT"),
            (
                chosen.host,
                chosen.worker_metrics_port,
                "the worker's metrics",
                "STAFETT_WORKER_METRICS_PORT",
            ),
        )

    def _wait_for_the_first_page(self) -> bool:
        """Whether it came; False when told to stop meanwhile."""
        deadline = time.monotonic() + FIRST_PAGE_WITHIN
        while not self._stop.wait(WATCH_EVERY):
            if _answers(f"{self._web_address()}/health/ready"):
                return True
            for watched in self._watched:
                if watched.part.ended() is not None:
                    raise StartError(f"{watched.name} ended at once: see {watched.part.log}.")
            if time.monotonic() > deadline:
                raise StartError(f"The web application does not answer: see {self._logs}.")
        return False

    def _web_address(self) -> str:
        return f"http://{self._settings.host}:{self._settings.web_port}"

    def _say_where(self) -> None:
        chosen, here = self._settings, f"http://{self._settings.host}"
        first = chosen.worker_metrics_port
        table = Table(title="Stafett is running", title_justify="left", show_header=False)
        table.add_row("Application", chosen.public_url)
        table.add_row("API, to try it out", f"{chosen.public_url}/docs")
        table.add_row("Inbox", f"{here}:{chosen.inbox_port}")
        table.add_row("Temporal", f"http://127.0.0.1:{chosen.temporal_ui_port}")
        table.add_row("PostgreSQL", f"127.0.0.1:{chosen.postgres_port}, database {DATABASE}")
        table.add_row("Metrics", f"{here}:{chosen.metrics_port}, {first} and {first + 1}")
        table.add_row("Data and logs", str(chosen.home.absolute()))
        self._console.print(table)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
