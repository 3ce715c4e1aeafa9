"""Whoever was through is asked for marks again when somebody else is invited late."""

from datetime import timedelta
from typing import Any

from services.kit import clock
from services.play.ground import PlayGround
from tests.workflows.scene import Scene
from tests.workflows.test_withdrawn_acceptance import MARKS, shortlisted


async def invite(scene: Scene, place: int) -> tuple[str, Any]:
    """An interview in two days' time."""
    stage = scene.stage
    starts_at = clock.now() + timedelta(days=2, hours=place)
    applicant = stage.case.applicants[place]
    body = {
        "application_id": stage.applications[applicant.email],
        "starts_at": starts_at.isoformat(),
        "minutes": 60,
        "place": "Room 2",
    }
    invited = await (await stage.leader()).post(stage.path("interviews"), body)
    return str(invited["interview_id"]), starts_at


async def test_an_invitation_after_the_interviews_ended(ground: PlayGround) -> None:
    scene = await shortlisted(ground)
    stage, first = scene.stage, scene.stage.case.applicants[0]
    _, held_at = await invite(scene, 0)
    called_off, _ = await invite(scene, 1)
    off = stage.path(f"interviews/{called_off}/cancellation")
    await (await stage.leader()).post(off, {"reason": "Ill."})
    await scene.until(held_at + timedelta(hours=1))
    await (await stage.leader()).post(stage.path("interviews/end"))
    await stage.settle()
    await scene.task("assessor", "score")
    sheet = {key: {"mark": mark, "note": "Seen."} for key, mark in MARKS[0].items()}
    path = stage.path(f"applications/{stage.applications[first.email]}/scores")
    await (await scene.as_("assessor")).put(path, {"marks": sheet})
    await stage.settle()
    await scene.task("assessor", "score", state="done")
    await invite(scene, 1)
    await stage.settle()
    await scene.task("assessor", "score")
