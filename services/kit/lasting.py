"""What runs beside the main work of a program for as long as that lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

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
