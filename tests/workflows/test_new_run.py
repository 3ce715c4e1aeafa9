"""A long process goes on in a new run, and takes with it what it has begun."""

from datetime import timedelta
from uuid import UUID

import pytest
from temporalio.client import WorkflowExecutionStatus

from services.integrations.mail.port import Mail, TemporaryMailError
from services.integrations.mail.smtp import SmtpMail
from services.play.ground import PlayGround
from tests.workflows.scene import waiting_for_approval
from workflows import process
from workflows.payloads.codes import Phase
from workflows.payloads.processes import ProcessKind, workflow_id


async def away(self: SmtpMail, mail: Mail) -> None:
    raise TemporaryMailError("away")


async def test_letters_that_are_still_tried(
    ground: PlayGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await waiting_for_approval(ground)
    client = await ground.temporal.client()
    process_id = workflow_id(ProcessKind.RECRUITMENT, UUID(scene.stage.id))
    monkeypatch.setattr(process, "LEAVES_WITHIN", timedelta())
    with monkeypatch.context() as patched:
        patched.setattr(process, "ROOM", 0)
        patched.setattr(SmtpMail, "send", away)
        approver = await scene.as_("approver")
        first = (await client.get_workflow_handle(process_id).describe()).run_id
        reason = "Hvorfor ikke hel stilling?"
        await approver.post(scene.stage.path("approval"), {"approved": False, "reason": reason})
        run = client.get_workflow_handle(process_id, run_id=first)
        events = [event async for event in run.fetch_history_events(wait_new_event=True)]
        assert events[-1].HasField("workflow_execution_continued_as_new_event_attributes")
    await scene.stage.settle()
    assert await scene.phase() == Phase.JOB_ANALYSIS
    letters = await ground.doors.letters(to=scene.addresses["leader"])
    assert [each["letter"] for each in letters].count("task") == 2
    assert reason in letters[-1]["text"]
    now = await client.get_workflow_handle(process_id).describe()
    assert (now.status, now.run_id == first) == (WorkflowExecutionStatus.RUNNING, False)
