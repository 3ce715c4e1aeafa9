"""Finds Chromium, or installs the system's own where that may be done."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
)
SAY = (
    "The browser tests need Chromium, and there is none. Install it (on Debian or Ubuntu: "
    "sudo apt-get install chromium), or name one: STAFETT_CHROMIUM=/path/to/chromium make test"
)


def chromium() -> str:
    """Where Chromium is; raises RuntimeError with what to do where there is none."""
    if named := os.environ.get("STAFETT_CHROMIUM"):
        return named
    if found := _found():
        return found
    if os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        _run(apt, "update", "-q")
        _run(apt, "install", "-y", "-q", "--no-install-recommends", "chromium")
        if found := _found():
            return found
    raise RuntimeError(SAY)


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _run(*command: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=quiet)
