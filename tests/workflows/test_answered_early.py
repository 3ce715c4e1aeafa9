"""People may answer before they are asked, and go on before the process has followed them."""

import asyncio

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.play import preparing
from services.play.ground import PlayGround
from services.tasks import service as tasks
from services.tasks.service import Known
from tests.workflows.scene import handed_in
from workflows.payloads.codes import StepCode
from workflows.payloads.tasks import OpenedTask, OpenTask


async def test_from_the_need_to_the_advert_while_a_task_is_being_opened(
    ground: PlayGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, gate, as_it_is = asyncio.Event(), asyncio.Event(), tasks.open_task

    async def slowly(session: AsyncSession, ask: OpenTask, known: Known) -> OpenedTask | None:
        if ask.step is StepCode.DISCUSS_NEED:
            opening.set()
            await gate.wait()
        return await as_it_is(session, ask, known)

    monkeypatch.setattr(tasks, "open_task", slowly)
    scene = await handed_in(ground)
    stage = scene.stage
    await opening.wait()
    await preparing.discuss_need(stage)
    await (await stage.approver()).post(stage.path("approval"), {"approved": True})
    leader = await stage.leader()
    texts = {"nb": {"title": "Sykepleier"}, "en": {"title": "Nurse"}}
    await stage.edit(leader, "advert", {"texts": texts})
    await leader.post(stage.path("publication"), {"open_days": 20})
    gate.set()
    await stage.settle()
    assert await scene.phase() == "advertised"
    for part in ("leader", "hr", "union", "approver"):
        waiting = await (await scene.as_(part)).every("/tasks")
        assert [each["step"] for each in waiting if each["process_id"] == stage.id] == []
