"""The one way to wait for a person.

A task is made for whoever has the relation to the case (or the accepted deputy). Nobody answers:
a reminder, then the superior, then the recorded default, or a stop on the operations list until
somebody acts. All instants were settled when the task was made, so they stay as they were told.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from temporalio import workflow

from workflows.effects import effect
from workflows.payloads import names
from workflows.payloads.codes import Fact, LetterKind
from workflows.payloads.processes import Told
from workflows.payloads.tasks import (
    DropTask,
    Moment,
    MovedTask,
    MoveTask,
    OpenedTask,
    OpenTask,
)
from workflows.process import Process
from workflows.steps import Step

LETTERS = {
    Moment.REMIND: LetterKind.TASK_REMINDER,
    Moment.ESCALATE: LetterKind.TASK_SUPERIOR,
    Moment.LAPSE: LetterKind.TASK_DEFAULT,
}
STILL_WAITS = frozenset({Fact.TASK_REASSIGNED, Fact.REMINDER_ASKED})
"""What people do about a task that still is to be answered."""


async def human_step(
    process: Process[Any],
    step: Step,
    about: UUID | None = None,
    *,
    first_letter: LetterKind | None = LetterKind.TASK,
    reminder: LetterKind | None = None,
) -> Told:
    """Wait until somebody answers a step, and return the fact that ended it.

    `about` tells tasks of one step apart (which assessor, which check). An outsider gets letters
    of its own kind: `first_letter` (None: one was sent already) and `reminder`.
    """
    answers = _answers(step, about)
    while True:
        occurrence = process.time_of(step.code, about)
        if told := process.taken(answers):
            return told
        opened = await _open(process, step, about, occurrence)
        if opened is None:
            await process.wait(lambda: any(map(answers, process.state.facts)))
            continue
        if first_letter:
            letter = LetterKind.TASK_DEPUTY if opened.deputy else first_letter
            subject = _subject(step, about, opened)
            process.post(letter, about=subject, to=opened.assignee, occurrence=occurrence)
        told = await _answer(process, step, about, opened, occurrence, reminder)
        if told.fact is not Fact.STEP_RETRIED:
            return told


async def drop_step(process: Process[Any], step: Step | None, about: UUID | None) -> None:
    """The process goes on without an answer: the tasks of the step (or all) are taken away."""
    await effect(
        names.DROP_TASKS,
        DropTask(
            process=process.state.process,
            step=step.code if step else None,
            about=about,
            at=workflow.now(),
        ),
    )


async def _open(
    process: Process[Any], step: Step, about: UUID | None, occurrence: int
) -> OpenedTask | None:
    """Make the task; None when it was answered before it could be made, as is heard in a moment."""
    opened: OpenedTask | None = await effect(
        names.OPEN_TASK,
        OpenTask(
            kind=process.kind,
            process=process.state.process,
            step=step.code,
            about=about,
            occurrence=occurrence,
            relation=step.who,
            days=step.days,
            otherwise=step.otherwise,
            outsider=step.outsider,
            at=workflow.now(),
            ended_by=sorted(step.ended_by),
            heard=process.state.heard.up_to,
        ),
        OpenedTask | None,
    )
    return opened


async def _answer(
    process: Process[Any],
    step: Step,
    about: UUID | None,
    opened: OpenedTask,
    occurrence: int,
    reminder: LetterKind | None,
) -> Told:
    """Wait through reminder, superior and default; an answer ends it at any point."""
    answers = _answers(step, about)
    aside = {Fact.STEP_SKIPPED, Fact.STEP_RETRIED, *STILL_WAITS}
    dues, turn = list(opened.dues), occurrence
    while True:
        told = await process.next_fact(
            lambda each: answers(each) or (each.about == opened.task and each.fact in aside),
            until=dues[0].at if dues else None,
        )
        if told and told.fact not in STILL_WAITS:
            return told
        if told:
            now_with: MovedTask = await effect(
                names.TASK_ASSIGNEE, process.now_about(opened.task), MovedTask
            )
            if told.fact is Fact.REMINDER_ASKED:
                # Below nought, or it could be taken for the one that comes by itself.
                process.post(
                    LetterKind.TASK_REMINDER,
                    about=opened.task,
                    to=now_with.assignee,
                    occurrence=-told.number,
                )
                continue
            turn = told.number
            if now_with.dues is not None:
                dues = list(now_with.dues)
            process.post(LetterKind.TASK, about=opened.task, to=now_with.assignee, occurrence=turn)
            continue
        due = dues.pop(0)
        moved: MovedTask = await effect(
            names.MOVE_TASK,
            MoveTask(task=opened.task, moment=due.moment, at=workflow.now()),
            MovedTask,
        )
        if moved.answered or moved.default:
            dues.clear()
        if moved.default:
            process.hear_own(moved.default)
        if not moved.answered:
            kind = (reminder if step.outsider else None) or LETTERS[due.moment]
            subject = _subject(step, about, opened)
            process.post(kind, about=subject, to=moved.assignee, occurrence=turn)


def _answers(step: Step, about: UUID | None) -> Callable[[Told], bool]:
    def matches(told: Told) -> bool:
        return told.fact in step.ended_by and (about is None or told.about == about)

    return matches


def _subject(step: Step, about: UUID | None, opened: OpenedTask) -> UUID | None:
    """Letters to outsiders are about the thing itself; those to staff about the task."""
    return about if step.outsider else opened.task
