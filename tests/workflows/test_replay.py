"""Recorded histories of each kind of process still replay; a changed process would be noticed."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from tests.workflows.record import HISTORIES
from workflows.absence import Absence
from workflows.effects import effect
from workflows.payloads import names
from workflows.payloads.processes import ProcessKind
from workflows.payloads.states import AbsenceState
from workflows.registry import WORKFLOWS

FILES = sorted(HISTORIES.glob("*.json"))


def stem(path: Path) -> str:
    return path.stem


SANDBOX = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules("workflows.payloads")
)
"""Refuses what would not replay, such as reading the clock; workers do without it."""


def replayer(known: Sequence[type], runner: WorkflowRunner) -> Replayer:
    return Replayer(
        workflows=known,
        workflow_runner=runner,
        data_converter=pydantic_data_converter,
    )


def recorded(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem, path.read_text())


@pytest.mark.parametrize("path", FILES, ids=stem)
async def test_it_replays(path: Path) -> None:
    await replayer(WORKFLOWS, SANDBOX).replay_workflow(recorded(path))


def test_every_kind_of_process_is_recorded() -> None:
    assert {path.stem.split("-")[0] for path in FILES} == set(ProcessKind)


@workflow.defn(name=ProcessKind.ABSENCE)
class Changed(Absence):
    """An absence that does something else first."""

    @workflow.init
    def __init__(self, state: AbsenceState) -> None:
        super().__init__(state)

    @workflow.run
    async def run(self, state: AbsenceState) -> None:
        await effect(names.HAND_TASKS_BACK, self.now_about())
        await super().run(state)


async def test_a_changed_process_is_noticed() -> None:
    [path, *_] = [each for each in FILES if each.stem.startswith(ProcessKind.ABSENCE)]
    with pytest.raises(workflow.NondeterminismError):
        await replayer([Changed], UnsandboxedWorkflowRunner()).replay_workflow(recorded(path))
