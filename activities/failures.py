"""What keeps failing is shown to people: an activity is tried for ever, and its case stands still.

It stands on the operations list from the first attempt that fails five minutes after it was asked
for, until it succeeds.
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from temporalio import activity
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from services.integrations.mail.port import TemporaryMailError
from services.kit import clock, metrics
from services.kit.database import Database, is_away
from services.tasks.failures import Failure, put_up_failure, take_down_failure
from workflows.payloads.processes import process_of

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=5)
"""What mends itself has mended itself by then."""


class Failures(Interceptor):
    """For the worker."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """See the base class."""
        return _Watched(next, self._database)


class _Watched(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, database: Database) -> None:
        super().__init__(next)
        self._database = database

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        info = activity.info()
        if info.current_attempt_scheduled_time - info.scheduled_time < PATIENCE:
            return await super().execute_activity(input)
        try:
            result = await super().execute_activity(input)
        except Exception as error:
            if not _is_known(error):
                await self._put_up(info, error)
            raise
        # Where this fails the activity is tried again, finds its effect done, and comes here anew.
        async with self._database.transaction() as session:
            await take_down_failure(session, _process(info), info.activity_type, clock.now())
        return result

    async def _put_up(self, info: activity.Info, error: Exception) -> None:
        kind = type(error).__name__
        metrics.FAILURES.labels(info.activity_type, kind).inc()
        failure = Failure(_process(info), info.activity_type, kind, info.attempt)
        try:
            async with self._database.transaction() as session:
                await put_up_failure(session, failure, clock.now())
        except Exception as because:
            # The next attempt comes here too; what people have to mend is the first error.
            log.warning("failure not put up", extra={"because": type(because).__name__})


def _is_known(error: Exception) -> bool:
    """What is seen elsewhere, and mends itself: the database is away, or the mail server is."""
    return isinstance(error, TemporaryMailError) or is_away(error)


def _process(info: activity.Info) -> UUID:
    return process_of(info.workflow_id or "")
