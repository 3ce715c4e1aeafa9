"""A case whose activity keeps failing stands on the operations list, and goes on once mended."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from activities import failures
from services.play.ground import PlayGround
from services.tasks import service as tasks
from tests.workflows.scene import Scene, waiting_for_approval
from workflows.payloads.tasks import OpenedTask


async def failing(scene: Scene) -> list[str]:
    listed = await (await scene.as_("hr")).every("/operations")
    return [each["reason"] for each in listed if each["process_id"] == scene.stage.id]


async def test_until_it_is_mended(ground: PlayGround, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await waiting_for_approval(ground)
    begun = asyncio.Semaphore(0)

    async def broken(*_: Any) -> OpenedTask:
        begun.release()
        raise KeyError

    monkeypatch.setattr(failures, "PATIENCE", timedelta())
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "open_task", broken)
        await (await scene.as_("approver")).post(scene.stage.path("approval"), {"approved": True})
        # Where there is a second attempt, the first has been put up.
        for _ in range(2):
            await begun.acquire()
        [reason] = await failing(scene)
        assert reason.startswith("open_task: KeyError")
    await scene.stage.settle()
    assert await failing(scene) == []
    await scene.task("leader", "publish_advert")
