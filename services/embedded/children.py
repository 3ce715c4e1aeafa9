"""Start and stop a program of which nothing may be left over."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_BECOME = Path(__file__).with_name("child.py")


class StartError(Exception):
    """Says in words what is in the way and what to do about it."""


def free_port() -> int:
    """A loopback port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_taken_port(host: str, port: int, what: str, setting: str, address: str = "") -> None:
    """Fail with the name of the setting to change when something else listens on `port`.

    `address` is a setting that names the same port, and has to change with it.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            other = free_port()
            named = f" {address}=http://{host}:{other}" if address else ""
            raise StartError(
                f"Port {port} for {what} cannot be used ({error.strerror}). Stop what uses it, or"
                f" choose another, for instance {setting}={other}{named}"
            ) from error


def lock(path: Path, what: str, *, patience: float = 0) -> int:
    """Take the lock in `path`, held by whoever has the returned descriptor open.

    Given to a child it lasts until the last process of it is gone, so nobody starts a second
    server on the files of one that is still writing. Waits `patience` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise StartError(f"{what} is already running on {path.parent}.") from None
            time.sleep(0.02)
        else:
            return descriptor


class Child:
    """A program with a session of its own, which the kernel ends when this process ends."""

    def __init__(
        self,
        program: Sequence[str | Path],
        *,
        log: Path | None = None,
        environment: Mapping[str, str] | None = None,
        death_signal: signal.Signals = signal.SIGTERM,
        user: int = 0,
        inherit: Sequence[int] = (),
    ) -> None:
        """Start it; call this from the main thread, since the kernel watches the thread.

        `log` takes both its outputs (None: it shares ours); `inherit` are descriptors it keeps.
        """
        command = [
            sys.executable, "-I", "-S", str(_BECOME),
            str(int(death_signal)), str(os.getpid()), str(user), *map(str, program),
        ]  # fmt: skip
        output = None if log is None else log.open("ab")
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs only
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=None if environment is None else dict(environment),
                start_new_session=True,
                pass_fds=inherit,
            )
        finally:
            if output is not None:
                output.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.poll()

    def wait(self, patience: float) -> int:
        """Its exit code, when it ends by itself; killed after `patience` seconds."""
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.wait()

    def stop(self, how: signal.Signals = signal.SIGTERM, *, patience: float = 10) -> int:
        """Ask it to end, and end its whole session if it has not after `patience` seconds."""
        if self._process.poll() is None:
            self._process.send_signal(how)
        return self.wait(patience)

    def kill(self) -> None:
        """End it and its session at once, as a crash would; also what it left when it ended."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
