"""Record decisions, and end processes."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity

from activities.ground import Ground
from services.kit.processes import decisions, outbox
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.messages import service as messages
from services.recruitment import service as recruitment
from workflows.payloads import names
from workflows.payloads.codes import Decided
from workflows.payloads.phases import LEADS_TO
from workflows.payloads.processes import RecordDecision, Told
from workflows.payloads.recruitment import At


class DecisionActivities:
    """Business key: the decision's own id, and the process's."""

    def __init__(self, ground: Ground, recorders: Mapping[Decided, Recorder]) -> None:
        self._ground = ground
        self._recorders = {kind: _and_enter_phase(each) for kind, each in recorders.items()}

    @activity.defn(name=names.RECORD_DECISION)
    async def record_decision(self, ask: RecordDecision) -> Told | None:
        """None: refused, and the row says why."""
        return await decisions.settle(self._ground.database, ask.decision, ask.at, self._recorders)

    @activity.defn(name=names.END_PROCESS)
    async def end_process(self, ask: At) -> None:
        async with self._ground.database.transaction() as session:
            await messages.call_back(session, ask.process, ask.at)
            await outbox.end(session, ask.process, ask.at)


def _and_enter_phase(recorder: Recorder) -> Recorder:
    """The phase a decision leads to is entered with it, so that the next page shows it."""

    async def record(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
        outcome = await recorder(session, decision, at)
        if phase := LEADS_TO.get(outcome.fact):
            await recruitment.enter_phase(session, decision.process_id, phase, at)
        return outcome

    return record
