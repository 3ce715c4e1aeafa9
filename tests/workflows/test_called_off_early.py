"""A case that is called off while its advert stands ends whole: nothing waits for the deadline."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

from services.kit.processes.tables import Process
from services.play import preparing
from services.play.ground import PlayGround
from services.tasks import service as tasks
from services.tasks.service import Known
from tests.workflows.scene import waiting_for_approval
from workflows.payloads.processes import ProcessKind, workflow_id
from workflows.payloads.tasks import OpenedTask, OpenTask


async def test_before_the_deadline(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    stage = scene.stage
    await (await stage.approver()).post(stage.path("approval"), {"approved": True})
    await stage.settle()
    await preparing.advertise(stage)
    leader = await stage.leader()
    await leader.post(stage.path("cancellation"), {"reason": "Stillingen er inndratt."})
    await stage.settle()
    assert await scene.phase() == "closed"
    async with ground.database.transaction() as session:
        assert (await session.get_one(Process, UUID(stage.id))).ended_at
    client = await ground.temporal.client()
    process = workflow_id(ProcessKind.RECRUITMENT, UUID(stage.id))
    said = await client.get_workflow_handle(process).describe()
    assert said.status is WorkflowExecutionStatus.COMPLETED


async def test_while_a_task_is_being_opened(
    ground: PlayGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await waiting_for_approval(ground)
    stage, opening, gate, as_it_is = scene.stage, asyncio.Event(), asyncio.Event(), tasks.open_task

    async def slowly(session: AsyncSession, ask: OpenTask, known: Known) -> OpenedTask | None:
        opening.set()
        await gate.wait()
        return await as_it_is(session, ask, known)

    monkeypatch.setattr(tasks, "open_task", slowly)
    await (await stage.approver()).post(stage.path("approval"), {"approved": True})
    await opening.wait()
    leader = await stage.leader()
    await leader.post(stage.path("cancellation"), {"reason": "Stillingen er inndratt."})
    gate.set()
    await stage.settle()
    assert await scene.phase() == "closed"
    waiting = [each for each in await leader.every("/tasks") if each["process_id"] == stage.id]
    assert waiting == []
    client = await ground.temporal.client()
    process = client.get_workflow_handle(workflow_id(ProcessKind.RECRUITMENT, UUID(stage.id)))
    kinds = {event.event_type async for event in process.fetch_history_events()}
    assert EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED in kinds
    assert EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED not in kinds
