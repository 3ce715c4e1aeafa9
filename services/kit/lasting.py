"""What runs beside the main work of a program for as long as that lives, and how it ends."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn

from services.kit import tracing

log = logging.getLogger(__name__)

AGAIN = 1.0
"""Seconds before something that failed begins again."""


async def for_ever(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Begin again when it fails in a way nobody foresaw; it must never be silently gone."""
    while True:
        try:
            await run()
        except Exception:
            log.exception("%s failed and begins again", name)
        await asyncio.sleep(AGAIN)


def to_the_end(run: Callable[[], None]) -> NoReturn:
    """Run a program that has a connection to Temporal, and end it without taking Python down.

    On that way the SDK (1.35) may wait for ever: its runtime waits for a call that was cancelled
    while the server was away, and that call for Python, which is gone.
    """
    status = 0
    try:
        run()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:
        log.exception("the program failed")
        status = 1
    tracing.shut_down()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
