"""How a process calls its activities: the named retry policies, and when each gives up.

Each ends somewhere: with success, with a recorded refusal, or with a task for a person (a letter
that could not be sent stands on the operations list). Activities that only touch our database are
tried until it is back; what keeps failing for another reason stands on the operations list until
it is mended (`activities/failures.py`).
"""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy

UNTIL_DONE = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=30),
)
"""Facts: nothing outside our own database is called, so it succeeds once that is reachable."""

MAIL = RetryPolicy(
    initial_interval=timedelta(seconds=2),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=5),
)
"""Letters: a mail server that is away for a night is tried until it is back; the activity itself
counts the tries and in the end answers that the letter failed, which a person then sees to."""


LOST_AFTER = timedelta(seconds=10)
"""Without a sign of life for so long, the worker that had an activity is gone, and another tries
(`activities/heartbeats.py`)."""


async def effect(name: str, argument: Any, returns: Any = None) -> Any:
    """Run a database activity: short, idempotent, tried until done.

    Whoever is called off meanwhile stops only when it is done. A cancelled activity may yet commit,
    after what its process does next: a task could then be opened in a phase that is over.
    """
    begun = workflow.start_activity(
        name,
        argument,
        result_type=returns,
        start_to_close_timeout=timedelta(seconds=60),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=UNTIL_DONE,
    )
    called_off: asyncio.CancelledError | None = None
    while not begun.done():
        try:
            await asyncio.shield(begun)
        except asyncio.CancelledError as error:
            called_off = error
    if called_off:
        raise called_off
    return begun.result()


async def mail(name: str, argument: Any, returns: Any) -> Any:
    """Run an activity that sends a letter; it may take as long as the mail server is away."""
    return await workflow.execute_activity(
        name,
        argument,
        result_type=returns,
        start_to_close_timeout=timedelta(seconds=60),
        heartbeat_timeout=LOST_AFTER,
        retry_policy=MAIL,
    )
