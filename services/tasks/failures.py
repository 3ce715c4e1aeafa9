"""What a process has done for it and keeps failing stands on the operations list meanwhile.

Nobody answers it: it is tried for ever, and is off the list when it succeeds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from services.tasks import store
from services.tasks.operations import put_up
from services.tasks.service import drop
from workflows.payloads.codes import StepCode
from workflows.payloads.tasks import DropTask

TRIED_WITHIN = timedelta(minutes=15)
"""Whatever is tried at all is tried again by then (`workflows/effects.py`). What is not, the
process goes on without, though nothing says so: it is off the list."""


@dataclass(frozen=True)
class Failure:
    """An attempt that failed, in codes: what an error says may be about people."""

    process_id: UUID
    activity: str
    error: str
    """The kind of error."""
    attempt: int


async def put_up_failure(session: AsyncSession, failure: Failure, at: datetime) -> None:
    """Show that an activity keeps failing; safe to run again, and to be run at each attempt."""
    process_id = failure.process_id
    unit_id = await store.unit_of(session, process_id) or await store.trust_of(session, process_id)
    about = _line(process_id, failure.activity)
    task = await put_up(session, StepCode.SEE_TO_FAILURE, process_id, about, unit_id, at)
    task.lapse_at = at + TRIED_WITHIN
    task.reason = f"{failure.activity}: {failure.error} ({failure.attempt})"


async def take_down_failure(
    session: AsyncSession, process_id: UUID, activity: str, at: datetime
) -> None:
    """It has succeeded."""
    about = _line(process_id, activity)
    await drop(session, DropTask(process_id, StepCode.SEE_TO_FAILURE, about, at))


def _line(process_id: UUID, activity: str) -> UUID:
    """All that a process asks of an activity is one line on the list: one mend serves it."""
    return uuid5(process_id, activity)
