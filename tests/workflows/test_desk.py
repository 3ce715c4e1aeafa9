"""Decisions: recorded, refused by the process, refused by the facts, or certainly not made."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from services.kit import clock
from services.kit.errors import Unavailable
from services.kit.processes import decisions
from services.kit.processes.client import TemporalProcesses
from services.kit.processes.decisions import Desk, Outcome
from services.kit.processes.tables import Decision, Process
from services.play.actors import Refused
from services.play.ground import PlayGround
from tests.workflows.scene import ask, waiting_for_approval
from workflows.payloads.codes import Decided, Fact, Relation
from workflows.payloads.processes import Decide


async def test_a_process_that_is_elsewhere_says_where(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    leader = await scene.as_("leader")
    with pytest.raises(Refused) as refused:
        await leader.post(scene.stage.path("publication"), {"open_days": 20})
    assert (refused.value.status, refused.value.code) == (409, "process_is_past")
    assert "godkjenning av behovet" in str(refused.value)
    assert await scene.phase() == "approval"


async def test_the_facts_refuse_and_nothing_is_changed(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    approver = await scene.as_("approver")
    with pytest.raises(Refused) as refused:
        await approver.post(scene.stage.path("approval"), {"approved": False})
    assert refused.value.status == 422
    assert await scene.phase() == "approval"
    assert (await scene.task("approver", "approve_need"))["state"] == "open"


async def test_the_same_key_gives_the_same_answer_once(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    approver, key = await scene.as_("approver"), {"Idempotency-Key": uuid4().hex}
    path = scene.stage.path("approval")
    first = await ask(approver, "POST", path, {"approved": True}, key)
    second = await ask(approver, "POST", path, {"approved": True}, key)
    assert first == second
    async with ground.database.transaction() as session:
        query = select(Decision).where(
            Decision.process_id == UUID(scene.stage.id),
            col(Decision.kind) == Decided.DECIDE_NEED,
        )
        assert len((await session.exec(query)).all()) == 1


@dataclass
class Lost:
    """A process that is sent the decision late, after everybody has given up."""

    process: Process | None = None
    sent: Decide | None = None

    async def put(self, process: Process | None, decide: Decide) -> None:
        self.process, self.sent = process, decide
        raise decisions.NoAnswer


async def test_what_nobody_answered_is_never_done_afterwards(ground: PlayGround) -> None:
    scene = await waiting_for_approval(ground)
    lost = Lost()
    with pytest.raises(Unavailable):
        await Desk(ground.database, lost).decide(
            process_id=UUID(scene.stage.id),
            kind=Decided.DECIDE_NEED,
            part=Relation.APPROVER,
            actor_id=UUID(scene.person("approver")),
            content={"approved": True},
        )
    assert lost.sent is not None
    # It arrives after all.
    chosen = ground.settings.model_copy(update={"decision_timeout": timedelta(seconds=30)})
    late = TemporalProcesses(ground.temporal, ground.database, chosen)
    await late.put(lost.process, lost.sent)
    async with ground.database.transaction() as session:
        assert (await session.get_one(Decision, lost.sent.decision)).state == "voided"
    await scene.stage.settle()
    assert await scene.phase() == "approval"


async def test_a_settled_decision_is_not_recorded_twice(ground: PlayGround) -> None:
    times: list[UUID] = []

    async def record(session: object, decision: Decision, at: object) -> Outcome:
        times.append(decision.id)
        return Outcome(Fact.STEP_SKIPPED)

    scene = await waiting_for_approval(ground)
    decision = Decision(
        process_id=UUID(scene.stage.id),
        kind=Decided.SETTLE_STEP,
        part=Relation.HR_ADVISER,
        actor_id=UUID(scene.person("hr")),
        content={},
    )
    async with ground.database.transaction() as session:
        session.add(decision)
    recorders = {Decided.SETTLE_STEP: record}
    first = await decisions.settle(ground.database, decision.id, clock.now(), recorders)
    second = await decisions.settle(ground.database, decision.id, clock.now(), recorders)
    assert first == second
    assert first is not None
    assert len(times) == 1
