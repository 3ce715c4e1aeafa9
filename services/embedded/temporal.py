"""A real Temporal server from a Python package, on one file, for laptops and tests."""

import os
import shutil
import socket
import subprocess
import sysconfig
import time
from pathlib import Path

from services.embedded.children import Child, StartError, lock, refuse_taken_port

TUNED = {
    # By default the one shard loads its queue 20 times a second: a decision with ten activities
    # would take 550 ms instead of 100.
    "history.transferProcessorMaxPollRPS": "2000",
    "history.timerProcessorMaxPollRPS": "2000",
    "history.timerProcessorUpdateAckInterval": '"1s"',
    # A process that fails its turns is to be found after two (see `healing.py`), not five.
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
}
SKIPPING = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"5ms"',
    # The server would keep the runs of one process a real second apart.
    "history.workflowIdReuseMinimalInterval": '"0s"',
}
_GENTLE_STOP = 10
_START_WITHIN = 30


class TemporalServer:
    """The server, its interface for people, and its one file."""

    def __init__(
        self,
        folder: Path,
        port: int,
        ui_port: int | None = None,
        *,
        skipping: bool = False,
        patience: float = 10,
    ) -> None:
        """`ui_port`: None runs it without pages. `skipping` allows skipped time.

        `patience`: seconds to wait for an earlier one on the same folder to end.
        """
        self.folder = folder.absolute()
        self.log = self.folder / "log"
        self.address = f"127.0.0.1:{port}"
        self._port = port
        self._ui_port = ui_port
        self._settings = TUNED | (SKIPPING if skipping else {})
        self._patience = patience
        self._child: Child | None = None

    def start(self) -> None:
        """Start and wait until it takes connections; a second one on the file is refused."""
        self.folder.mkdir(parents=True, exist_ok=True)
        held = lock(self.folder / "lock", "Temporal", patience=self._patience)
        try:
            refuse_taken_port("127.0.0.1", self._port, "Temporal", "STAFETT_TEMPORAL_PORT")
            if self._ui_port:
                refuse_taken_port(
                    "127.0.0.1", self._ui_port, "Temporal's pages", "STAFETT_TEMPORAL_UI_PORT"
                )
            self._child = Child(self._command(), log=self.log, inherit=[held])
        finally:
            os.close(held)
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop it; open processes go on after the next start."""
        if self._child is not None:
            self._child.stop(patience=_GENTLE_STOP)
            self._child = None

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def ended(self) -> int | None:
        """The exit code when it ended by itself, None while it runs."""
        return None if self._child is None else self._child.ended()

    def _command(self) -> list[str | Path]:
        return [
            _binary(),
            *("server", "start-dev", "--ip", "127.0.0.1", "--port", str(self._port)),
            *("--db-filename", self.folder / "temporal.sqlite", "--log-level", "error"),
            # Safe when the program dies. When the machine loses power the last moments may be
            # forgotten; the reconciler tells the processes again.
            *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"),
            *(["--ui-port", str(self._ui_port)] if self._ui_port else ["--headless"]),
            "--ui-disable-news-fetch",
            *(
                word
                for key, value in self._settings.items()
                for word in ("--dynamic-config-value", f"{key}={value}")
            ),
        ]

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_WITHIN
        while not self._answers():
            gone = self._child is None or self._child.ended() is not None
            if gone or time.monotonic() > deadline:
                self.stop()
                raise StartError(f"Temporal does not answer: see {self.log}.")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        except OSError:
            return False
        # It takes connections a moment before it takes work.
        asked = subprocess.run(  # noqa: S603 - the one of our lock file
            [_binary(), "operator", "cluster", "health", "--address", self.address],
            capture_output=True,
            check=False,
        )
        return asked.returncode == 0


def _binary() -> str:
    binary = shutil.which("temporal", path=sysconfig.get_path("scripts"))
    if binary is None:
        raise StartError("Temporal is not installed: it comes with the extra 'embedded'.")
    return binary
