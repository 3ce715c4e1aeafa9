"""Waiting for people, with everything real: reminder, superior, default, stop, deputy, and back."""

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlmodel import select

from activities.defaults import DEFAULTS, FINDERS
from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.organisation.tables import Person
from services.play import preparing
from services.play.actors import Refused
from services.play.ground import PlayGround
from services.tasks import service as tasks
from services.tasks.service import Known
from services.tasks.tables import Task
from tests.workflows.scene import HOUSE, Scene, absent, ask, submitted, waiting_for_approval
from workflows.payloads.tasks import Moment, MoveTask


async def lapse_of(scene: Scene, task: str) -> datetime:
    async with scene.ground.database.transaction() as session:
        return (await session.get_one(Task, UUID(task))).lapse_at


async def stopped(ground: PlayGround) -> tuple[Scene, str]:
    """An approval that nobody gave, until it stopped."""
    scene = await waiting_for_approval(ground)
    task = await scene.task("approver", "approve_need")
    await scene.until(await lapse_of(scene, task["id"]))
    return scene, task["id"]


async def test_who_does_not_answer_is_reminded_then_it_stops(ground: PlayGround) -> None:
    scene, task = await stopped(ground)
    letters = await scene.letters("approver")
    assert letters[-2:] == ["task_reminder", "task_default"]
    assert letters.count("task_reminder") == 1
    listed = await (await scene.as_("hr")).every("/operations")
    [entry] = [each for each in listed if each["id"] == task]
    assert entry["state"] == "stopped"


async def test_the_superior_has_it_the_day_after(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    task = await scene.task("approver", "approve_need")
    async with ground.database.transaction() as session:
        escalate_at = (await session.get_one(Task, UUID(task["id"]))).escalate_at
    assert escalate_at is not None
    await scene.until(escalate_at)
    async with ground.database.transaction() as session:
        now = await session.get_one(Task, UUID(task["id"]))
        assert now.assignee_id is not None
        superior = await session.get_one(Person, now.assignee_id)
        assert str(now.owner_id) == scene.person("approver")
    # The leader of the ward wrote the need: it goes past them, to who leads the trust.
    assert superior.email == f"odd.direktor@{HOUSE}"
    scene.addresses["superior"] = superior.email
    assert (await scene.task("superior", "approve_need"))["id"] == task["id"]
    await (await scene.as_("superior")).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    assert await scene.phase() == "advert_preparation"
    approved = await audited(scene, AuditKind.NEED_APPROVED)
    assert approved.actor_id == superior.id
    assert str(approved.on_authority_of) == scene.person("approver")
    with pytest.raises(Refused) as refused:
        await (await scene.as_("superior")).get(f"/recruitments/{scene.stage.id}")
    assert refused.value.status == 404


async def test_a_stopped_step_is_asked_again(ground: PlayGround) -> None:
    scene, task = await stopped(ground)
    hr = await scene.as_("hr")
    await hr.post(f"/operations/{task}/resolution", {"action": "retry", "reason": "Var borte."})
    await scene.stage.settle()
    again = await scene.task("approver", "approve_need")
    assert again["id"] != task
    await (await scene.as_("approver")).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    assert await scene.phase() == "advert_preparation"


async def test_a_stopped_step_is_passed_over(ground: PlayGround) -> None:
    scene = await submitted(ground)
    await (await scene.as_("union")).post(scene.stage.path("discussion"), {"remark": None})
    task = await scene.task("hr", "check_preference_before_advert")
    await scene.until(await lapse_of(scene, task["id"]))
    hr = await scene.as_("hr")
    body = {"action": "skip", "reason": "Avklart muntlig."}
    await hr.post(f"/operations/{task['id']}/resolution", body)
    await scene.stage.settle()
    assert (await scene.task("approver", "approve_need"))["state"] == "open"


async def test_a_stranger_resolves_nothing(ground: PlayGround) -> None:
    scene, task = await stopped(ground)
    body = {"action": "skip", "reason": "Jeg vil videre."}
    with pytest.raises(Refused) as refused:
        await (await scene.as_("other")).post(f"/operations/{task}/resolution", body)
    assert refused.value.status == 404


async def test_a_decision_is_never_passed_over(ground: PlayGround) -> None:
    scene, task = await stopped(ground)
    body = {"action": "skip", "reason": "Vi må videre."}
    with pytest.raises(Refused) as refused:
        await (await scene.as_("hr")).post(f"/operations/{task}/resolution", body)
    assert (refused.value.status, refused.value.code) == (409, "cannot_be_skipped")
    await scene.stage.settle()
    assert await scene.phase() == "approval"
    assert (await scene.task("approver", "approve_need", state="stopped"))["id"] == task


async def test_silence_of_the_union_is_recorded(ground: PlayGround) -> None:
    scene = await submitted(ground)
    task = await scene.task("union", "discuss_need")
    await scene.until(await lapse_of(scene, task["id"]))
    shown = await (await scene.as_("leader")).get(f"/recruitments/{scene.stage.id}")
    [discussion] = shown["discussions"]
    assert discussion["person_id"] is None
    assert "task_default" in await scene.letters("union")


async def test_an_answer_in_time_beats_the_default(ground: PlayGround) -> None:
    scene = await submitted(ground)
    task = await scene.task("union", "discuss_need")
    await (await scene.as_("union")).post(scene.stage.path("discussion"), {"remark": "Enig."})
    # The fact is not delivered yet when the time is out.
    async with ground.database.transaction() as session:
        move = MoveTask(
            task=UUID(task["id"]), moment=Moment.LAPSE, at=await lapse_of(scene, task["id"])
        )
        moved = await tasks.move_task(session, move, Known(FINDERS, DEFAULTS))
    assert moved.answered
    assert moved.default is None
    await scene.stage.settle()
    shown = await (await scene.as_("leader")).get(f"/recruitments/{scene.stage.id}")
    assert [each["remark"] for each in shown["discussions"]] == ["Enig."]


async def test_a_deputy_has_the_tasks_during_the_absence(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    await absent(scene, "approver", "other")
    await scene.pass_days(2)
    task = await scene.task("other", "approve_need")
    assert task["on_authority_of"] == scene.person("approver")
    assert (await scene.letters("other")).count("task_deputy") == 1
    await scene.pass_days(4)
    back = await scene.task("approver", "approve_need", state=task["state"])
    assert (back["assignee_id"], back["on_authority_of"]) == (scene.person("approver"), None)


async def test_a_deputy_is_asked_and_answers_on_the_authority_of_the_absent(
    ground: PlayGround,
) -> None:
    scene = await submitted(ground)
    await absent(scene, "union", "other")
    await scene.pass_days(2)
    second = await submitted_by_the_same(scene)
    assert (await scene.letters("other")).count("task_deputy") == 2
    path = f"/recruitments/{second}/discussion"
    await (await scene.as_("other")).post(path, {"remark": "På vegne av den tillitsvalgte."})
    scene.stage.id = second
    await scene.stage.settle()
    discussed = await audited(scene, AuditKind.NEED_DISCUSSED)
    assert str(discussed.actor_id) == scene.person("other")
    assert str(discussed.on_authority_of) == scene.person("union")
    done = await scene.task("other", "discuss_need", state="done")
    assert done["on_authority_of"] == scene.person("union")


async def submitted_by_the_same(scene: Scene) -> str:
    """Another case of the same people, in the middle of an absence."""
    first = scene.stage.id
    await preparing.submit_need(scene.stage)
    await scene.stage.settle()
    second, scene.stage.id = scene.stage.id, first
    return second


async def test_a_cancelled_absence_needs_no_answer(ground: PlayGround) -> None:
    scene = await submitted(ground)
    absence = await absent(scene, "approver", "other", accepted=False)
    await ask(await scene.as_("approver"), "DELETE", f"/absences/{absence}")
    await scene.stage.settle()
    listed = await (await scene.as_("other")).every("/tasks", step="accept_deputyship")
    assert [each for each in listed if each["process_id"] == absence] == []
    client = await ground.temporal.client()
    said = await client.get_workflow_handle(f"absence-{absence}").describe()
    assert said.close_time is not None


async def test_a_deputy_is_asked_anew(ground: PlayGround) -> None:
    scene = await submitted(ground)
    absence = await absent(scene, "approver", "other", accepted=False)

    async def asked() -> str:
        listed = await (await scene.as_("other")).every("/tasks", step="accept_deputyship")
        [task] = [each["id"] for each in listed if each["process_id"] == absence]
        return task

    first = await asked()
    body = {"action": "retry", "reason": "Har mistet brevet."}
    await (await scene.as_("hr")).post(f"/operations/{first}/resolution", body)
    await scene.stage.settle()
    assert await asked() != first


async def test_a_task_is_given_to_somebody_else(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    task = await scene.task("approver", "approve_need")
    body = {"person_id": scene.person("other"), "reason": "Klinikksjefen er på reise."}
    await (await scene.as_("hr")).post(f"/tasks/{task['id']}/reassignment", body)
    await scene.stage.settle()
    assert (await scene.task("other", "approve_need"))["id"] == task["id"]
    assert "task" in await scene.letters("other")
    await (await scene.as_("other")).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    assert await scene.phase() == "advert_preparation"
    approved = await audited(scene, AuditKind.NEED_APPROVED)
    assert str(approved.actor_id) == scene.person("other")
    assert str(approved.on_authority_of) == scene.person("approver")


async def test_a_stopped_task_given_to_somebody_else_begins_its_time_anew(
    ground: PlayGround,
) -> None:
    scene, task = await stopped(ground)
    body = {"person_id": scene.person("other"), "reason": "Klinikksjefen er sykmeldt."}
    await (await scene.as_("hr")).post(f"/tasks/{task}/reassignment", body)
    await scene.stage.settle()
    await scene.until(await lapse_of(scene, task))
    letters = await scene.letters("other")
    assert [each for each in letters if each.startswith("task")] == [
        "task",
        "task_reminder",
        "task_default",
    ]
    assert (await scene.task("other", "approve_need", state="stopped"))["id"] == task


async def audited(scene: Scene, kind: AuditKind) -> AuditEvent:
    """The one event of a kind in the case."""
    query = select(AuditEvent).where(AuditEvent.chain == UUID(scene.stage.id))
    async with scene.ground.database.transaction() as session:
        return (await session.exec(query.where(AuditEvent.kind == kind))).one()


async def test_a_changed_need_has_to_be_approved_again(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    await (await scene.as_("approver")).post(scene.stage.path("approval"), {"approved": True})
    await scene.stage.settle()
    assert await scene.phase() == "advert_preparation"
    leader = await scene.as_("leader")
    path = f"/recruitments/{scene.stage.id}"
    version = (await leader.get(path))["version"]
    changed = await ask(
        leader,
        "PATCH",
        path,
        {"wanted_start": date(2035, 6, 1).isoformat()},
        {"If-Match": f'"{version}"'},
    )
    assert changed["approval_voided"]
    await scene.stage.settle()
    assert await scene.phase() == "approval"
    assert (await scene.task("approver", "approve_need"))["state"] == "open"
