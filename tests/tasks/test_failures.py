"""An activity that keeps failing stands on the operations list until it succeeds."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.access.audit import AuditKind
from services.kit import clock
from services.kit.processes.tables import Process
from services.tasks.failures import TRIED_WITHIN, Failure, put_up_failure, take_down_failure
from services.tasks.service import drop
from tests.tasks.asking import HR, audited
from tests.tasks.conftest import LEADER, Ward
from workflows.payloads import names
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import DropTask

ACTIVITY = names.OPEN_ADVERT


async def failed(
    ward: Ward, attempt: int = 17, at: datetime | None = None, process: UUID | None = None
) -> None:
    failure = Failure(process or ward.case, ACTIVITY, "KeyError", attempt)
    async with ward.hospital.database.transaction() as session:
        await put_up_failure(session, failure, at or clock.now())


async def succeeded(ward: Ward, activity: str = ACTIVITY) -> None:
    async with ward.hospital.database.transaction() as session:
        await take_down_failure(session, ward.case, activity, clock.now())


async def listed(ward: Ward) -> list[dict[str, Any]]:
    async with ward.hospital.client(HR) as client:
        return (await client.get("/operations")).json()["items"]


async def test_it_is_one_line_however_often_it_fails(ward: Ward) -> None:
    await failed(ward)
    await failed(ward, attempt=18)
    [line] = await listed(ward)
    assert (line["step"], line["state"]) == ("see_to_failure", "stopped")
    assert line["process_id"] == str(ward.case)
    assert line["headline"] == "Rett en teknisk feil, slik at saken kan gå videre"
    assert line["consequence"].endswith("punktet forsvinner når det lykkes.")
    assert line["reason"] == "open_advert: KeyError (18)"
    assert [event.kind for event in await audited(ward)] == [AuditKind.TASK_STOPPED]


async def test_of_an_application_only_the_case_is_named(ward: Ward) -> None:
    trust = (await ward.hospital.ward()).trust_id
    application = Process(
        id=uuid4(), kind=ProcessKind.APPLICATION, trust_id=trust, parent_id=ward.case
    )
    async with ward.hospital.database.transaction() as session:
        session.add(application)
    await failed(ward, process=application.id)
    assert [line["process_id"] for line in await listed(ward)] == [str(ward.case)]


async def test_it_goes_when_it_succeeds_and_may_come_again(ward: Ward) -> None:
    await failed(ward)
    await succeeded(ward, names.CLOSE_ADVERT)
    assert len(await listed(ward)) == 1
    await succeeded(ward)
    await succeeded(ward)
    assert await listed(ward) == []
    await failed(ward)
    assert len(await listed(ward)) == 1
    kinds = [event.kind for event in await audited(ward)]
    assert kinds == [AuditKind.TASK_STOPPED, AuditKind.TASK_DROPPED, AuditKind.TASK_STOPPED]


async def test_it_goes_when_nobody_tries_any_more(ward: Ward) -> None:
    await failed(ward, at=clock.now() - TRIED_WITHIN - timedelta(seconds=1))
    assert await listed(ward) == []
    await failed(ward)
    assert len(await listed(ward)) == 1


async def test_it_goes_when_the_process_goes_on_without_it(ward: Ward) -> None:
    await failed(ward)
    async with ward.hospital.database.transaction() as session:
        await drop(session, DropTask(ward.case, None, None, clock.now()))
    assert await listed(ward) == []


@pytest.mark.parametrize("action", ["retry", "redo", "skip"])
async def test_nobody_answers_it(ward: Ward, action: str) -> None:
    await failed(ward)
    [line] = await listed(ward)
    body = {"action": action, "reason": "Let it go on."}
    async with ward.hospital.client(HR) as client:
        answer = await client.post(f"/operations/{line['id']}/resolution", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "tried_until_done")
    assert len(await listed(ward)) == 1


async def test_it_is_given_to_nobody(ward: Ward) -> None:
    await failed(ward)
    [line] = await listed(ward)
    body = {"person_id": str(await ward.hospital.person(LEADER)), "reason": "Yours."}
    async with ward.hospital.client(HR) as client:
        answer = await client.post(f"/tasks/{line['id']}/reassignment", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "tried_until_done")
