"""What has kept failing for some minutes is shown, until it succeeds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.failures import PATIENCE, Failures
from services.integrations.mail.port import TemporaryMailError
from services.kit.database import Database
from services.kit.processes.tables import Process
from services.tasks.tables import Task
from tests.access.hospital import Hospital
from workflows.payloads import names
from workflows.payloads.processes import ProcessKind, workflow_id

AWAY = OperationalError("SELECT", None, psycopg.errors.AdminShutdown())
BUSY = OperationalError("SELECT", None, psycopg.errors.LockNotAvailable())


class Body(ActivityInboundInterceptor):
    """An activity that fails or succeeds."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error

    async def execute_activity(self, input: ExecuteActivityInput) -> str:
        if self._error:
            raise self._error
        return "done"


@dataclass
class Tried:
    """An activity of a process, as the worker runs it."""

    database: Database
    process: UUID

    async def attempt(
        self, error: Exception | None, number: int = 20, after: timedelta = PATIENCE
    ) -> str:
        environment = ActivityEnvironment()
        asked_at = environment.info.scheduled_time
        environment.info = replace(
            environment.info,
            activity_type=names.OPEN_ADVERT,
            attempt=number,
            workflow_id=workflow_id(ProcessKind.RECRUITMENT, self.process),
            current_attempt_scheduled_time=asked_at + after,
        )
        watched = Failures(self.database).intercept_activity(Body(error))
        given = ExecuteActivityInput(fn=print, args=[], executor=None, headers={})
        return await environment.run(watched.execute_activity, given)

    async def fails(self, error: Exception, number: int = 20, after: timedelta = PATIENCE) -> None:
        with pytest.raises(type(error)):
            await self.attempt(error, number, after)

    async def shown(self) -> Sequence[str | None]:
        query = select(Task.reason).where(Task.process_id == self.process, Task.state == "stopped")
        async with self.database.transaction() as session:
            return (await session.exec(query)).all()


@pytest.fixture
async def tried(hospital: Hospital) -> Tried:
    process = Process(
        id=uuid4(), kind=ProcessKind.RECRUITMENT, trust_id=(await hospital.ward()).trust_id
    )
    async with hospital.database.transaction() as session:
        session.add(process)
    return Tried(hospital.database, process.id)


async def test_only_what_has_failed_for_some_minutes(tried: Tried) -> None:
    await tried.fails(KeyError("Kari"), number=9, after=PATIENCE - timedelta(seconds=1))
    assert await tried.shown() == []
    await tried.fails(KeyError("Kari"), number=10)
    await tried.fails(ValueError("Kari"), number=11)
    assert await tried.shown() == ["open_advert: ValueError (11)"]


async def test_until_it_succeeds(tried: Tried) -> None:
    await tried.fails(KeyError("Kari"))
    assert await tried.attempt(None) == "done"
    assert await tried.shown() == []


@pytest.mark.parametrize(
    "error", [AWAY, psycopg.OperationalError(), TemporaryMailError("smtp_451")]
)
async def test_not_what_is_only_away(tried: Tried, error: Exception) -> None:
    await tried.fails(error)
    assert await tried.shown() == []


async def test_what_waits_for_a_lock_again_and_again(tried: Tried) -> None:
    await tried.fails(BUSY)
    assert await tried.shown() == ["open_advert: OperationalError (20)"]


async def test_what_cannot_be_shown_still_fails_as_it_did(tried: Tried) -> None:
    tried.process = uuid4()
    await tried.fails(KeyError("Kari"))


async def test_it_is_counted(tried: Tried) -> None:
    def counted() -> float:
        labels = {"activity": names.OPEN_ADVERT, "error": "ZeroDivisionError"}
        return REGISTRY.get_sample_value("stafett_activity_failures_total", labels) or 0

    before = counted()
    await tried.fails(ZeroDivisionError())
    assert counted() == before + 1
