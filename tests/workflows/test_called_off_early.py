"""A case that is called off while its advert stands ends whole: nothing waits for the deadline."""

from uuid import UUID

from temporalio.client import WorkflowExecutionStatus

from services.kit.processes.tables import Process
from services.play import preparing
from services.play.ground import PlayGround
from tests.workflows.scene import waiting_for_approval
from workflows.payloads.processes import ProcessKind, workflow_id


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
