"""Sets right a process whose history can no longer be replayed by the code that wrote it.

There are two ways to come by one. A worker that has a turn in its hands while a Temporal server
forgets its last moments may finish it: the server then takes, for a turn of what it still knows,
what follows from what it has forgotten. And where a worker dies with a turn in its hands, the SDK
(1.35) may let the next one take an update after what came with it, but before that in a replay
(temporalio/sdk-python#1591).

Such a process fails every turn as soon as it has to be replayed, which may be long afterwards. It
is taken back to before the turn at which its replay fails, or to its first where the failure does
not say at which. What it has heard since is told again, and every effect has a business key, so
doing it over changes nothing.

A process that fails because its code was changed is left alone: that is for people to mend.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution as Execution
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError

from services.kit.processes.client import Temporal
from services.kit.processes.relay import Unreachable
from workflows.payloads.processes import ProcessKind

log = logging.getLogger(__name__)

CAUSES = tuple(
    f"cause=WorkflowTaskFailedCause{each}"
    for each in ("NonDeterministicError", "BadUpdateWorkflowExecutionMessage")
)
"""Why turns fail then. The second: the replay has an update answered that the server sent for
another turn, and the server refuses the turn before it is known to differ."""
SPOILT = (
    f"ExecutionStatus = 'Running' AND WorkflowType IN {tuple(map(str, ProcessKind))} AND "
    f"TemporalReportedProblems IN {CAUSES}"
)
"""What the server says of processes that have failed several turns on end."""
EVERY = timedelta(seconds=5)
NAMED = re.compile(r"HistoryEvent(?:\(id| { event_id): (\d+)")
"""The two ways in which the SDK names the event at which a replay differs."""
REASON = "the code that wrote this history cannot replay it"


async def healing(temporal: Temporal, code: str) -> None:
    """Look for such processes regularly, until cancelled."""
    while True:
        try:
            await heal(await temporal.client(), code)
        except Unreachable as error:
            log.warning("healing waits", extra={"because": type(error).__name__})
        await asyncio.sleep(EVERY.total_seconds())


async def heal(client: Client, code: str) -> int:
    """Take back every process that has come apart under this `code`; returns how many."""
    healed = 0
    async for found in client.list_workflows(SPOILT):
        try:
            healed += await _take_back(client, found, code)
        except RPCError as error:
            # The next one may well be healed all the same.
            log.warning(
                "process not taken back", extra={"workflow": found.id, "because": str(error.status)}
            )
    return healed


async def _take_back(client: Client, found: WorkflowExecution, code: str) -> bool:
    handle = client.get_workflow_handle(found.id, run_id=found.run_id)
    events = (await handle.fetch_history()).events
    turns = [each for each in events if each.HasField("workflow_task_completed_event_attributes")]
    if not turns or _code_of(turns[-1]) != code:
        log.error("process cannot be replayed", extra={"workflow": found.id})
        return False
    fails_at = _fails_at(events)
    turn = next((each for each in reversed(turns) if each.event_id < fails_at), turns[0])
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=Execution(workflow_id=found.id, run_id=found.run_id),
            reason=REASON,
            workflow_task_finish_event_id=turn.event_id,
            request_id=str(uuid4()),
        )
    )
    log.warning("process taken back", extra={"workflow": found.id, "to": turn.event_id})
    return True


def _fails_at(events: Sequence[HistoryEvent]) -> int:
    """The event at which the replay fails; 0 where no failure since the last turn names it."""
    for event in reversed(events):
        if event.HasField("workflow_task_completed_event_attributes"):
            break
        failure = event.workflow_task_failed_event_attributes.failure
        if named := NAMED.search(failure.message):
            return int(named[1])
    return 0


def _code_of(turn: HistoryEvent) -> str:
    return turn.workflow_task_completed_event_attributes.worker_version.build_id
