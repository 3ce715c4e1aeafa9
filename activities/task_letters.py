"""What letters about tasks tell. The post and whom to ask come from the area of the process."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import errors
from services.messages.letters import ContextBuilder, LetterContext, LinkFor
from services.organisation.tables import Person
from services.tasks import wording
from services.tasks.tables import Task
from workflows.payloads.codes import LetterKind, StepCode
from workflows.payloads.letters import SendLetter
from workflows.payloads.tasks import Otherwise

CaseOf = Callable[[AsyncSession, UUID], Awaitable[Mapping[str, Any]]]
"""Post, unit and contact of the case a process belongs to (`services.messages.values.Case`)."""
LINK_HOLDS = timedelta(days=30)


def letters(case_of: CaseOf) -> dict[LetterKind, ContextBuilder]:
    """The context builders of all letters about tasks."""

    async def context(session: AsyncSession, letter: SendLetter) -> LetterContext:
        task = await session.get(Task, letter.about)
        if task is None:
            raise errors.NotFound
        step, otherwise = StepCode(task.step), Otherwise(task.default)
        values: dict[str, Any] = {
            **await case_of(session, task.process_id),
            "task": wording.headline(step),
            "due_at": task.due_at,
            "consequence": wording.consequence(step, otherwise),
            "outcome": wording.outcome(step, otherwise),
        }
        owner = await session.get(Person, task.owner_id) if task.owner_id else None
        values["owner_name"] = values["on_behalf_of"] = owner.name if owner else ""
        return LetterContext(
            person_id=letter.to,
            values=values,
            link=LinkFor(kind="task", about=task.id, expires_at=letter.at + LINK_HOLDS),
            unit_id=task.unit_id,
        )

    return dict.fromkeys(
        (
            LetterKind.TASK,
            LetterKind.TASK_REMINDER,
            LetterKind.TASK_DEPUTY,
            LetterKind.TASK_SUPERIOR,
            LetterKind.TASK_DEFAULT,
        ),
        context,
    )
