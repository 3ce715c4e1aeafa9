"""Sets right a process whose history can no longer be replayed by the code that wrote it.

A worker that outlives a Temporal server which forgot its last moments may finish a turn it began
before: the server then takes, for a turn of what it still knows, what follows from what it has
forgotten. Such a process fails every turn from then on. It is taken back to before that turn; if
that was not far enough it fails again, and is taken back one turn further. What it has heard since
is told again, and every effect has a business key, so doing it over changes nothing.

A process that fails because its code was changed is left alone: that is for people to mend.
"""

import asyncio
import logging
from datetime import timedelta
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import (
    GetWorkflowExecutionHistoryReverseRequest,
    ResetWorkflowExecutionRequest,
)
from temporalio.client import Client

from services.kit.processes.client import Temporal
from services.kit.processes.relay import Unreachable
from workflows.payloads.processes import ProcessKind

log = logging.getLogger(__name__)

SPOILT = (
    f"ExecutionStatus = 'Running' AND WorkflowType IN {tuple(map(str, ProcessKind))} AND "
    "TemporalReportedProblems = 'cause=WorkflowTaskFailedCauseNonDeterministicError'"
)
"""What the server says of processes that have failed several turns on end."""
EVERY = timedelta(seconds=5)
EVENTS = 200
REASON = "the history mixes what the server knows with what it has forgotten"


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
        run = WorkflowExecution(workflow_id=found.id, run_id=found.run_id)
        last = await _last_turn(client, run)
        if last is None or _code_of(last) != code:
            log.error("process cannot be replayed", extra={"workflow": found.id})
            continue
        await client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=client.namespace,
                workflow_execution=run,
                reason=REASON,
                workflow_task_finish_event_id=last.event_id,
                request_id=str(uuid4()),
            )
        )
        log.warning("process taken back", extra={"workflow": found.id, "to": last.event_id})
        healed += 1
    return healed


async def _last_turn(client: Client, run: WorkflowExecution) -> HistoryEvent | None:
    """The last turn that was finished; looked for from the end, None where it is far from it."""
    page = await client.workflow_service.get_workflow_execution_history_reverse(
        GetWorkflowExecutionHistoryReverseRequest(
            namespace=client.namespace, execution=run, maximum_page_size=EVENTS
        )
    )
    finished = (
        event
        for event in page.history.events
        if event.HasField("workflow_task_completed_event_attributes")
    )
    return next(finished, None)


def _code_of(turn: HistoryEvent) -> str:
    return turn.workflow_task_completed_event_attributes.worker_version.build_id
