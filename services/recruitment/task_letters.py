"""What a letter about a task tells: what is asked, by when, what otherwise, and whom to ask."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links import LinkKind
from services.messages.letters import LetterContext, LinkFor
from services.organisation.tables import Person
from services.recruitment.background import background
from services.recruitment.need import people
from services.tasks import wording
from services.tasks.tables import Task
from workflows.payloads.codes import Relation, StepCode
from workflows.payloads.letters import SendLetter
from workflows.payloads.tasks import Otherwise

LINK_HOLDS = timedelta(days=30)


async def of_task(
    session: AsyncSession, letter: SendLetter, task: Task, words: Mapping[str, Any]
) -> LetterContext:
    """The letter of a task; `words` are what its case is called."""
    step, otherwise = StepCode(task.step), Otherwise(task.default)
    owner = await session.get(Person, task.owner_id) if task.owner_id else None
    owner_name = owner.name if owner else ""
    return LetterContext(
        person_id=letter.to,
        values={
            **words,
            **await _whom_to_ask(session, task.process_id, words, letter.to),
            "task": wording.headline(step),
            "due_at": task.due_at,
            "background": await background(session, task.process_id, step),
            "consequence": wording.consequence(step, otherwise),
            "outcome": wording.outcome(step, otherwise),
            "owner_name": owner_name,
            "on_behalf_of": owner_name,
        },
        link=LinkFor(LinkKind.TASK, about=task.id, expires_at=letter.at + LINK_HOLDS),
        unit_id=task.unit_id,
    )


async def _whom_to_ask(
    session: AsyncSession, process_id: UUID, words: Mapping[str, Any], reader_id: UUID
) -> Mapping[str, str]:
    """Somebody else than the reader, who may be the one that others are told to ask."""
    reader = await session.get(Person, reader_id)
    if reader is None or reader.email != words["contact_email"]:
        return {}
    for relation in (Relation.HR_ADVISER, Relation.HIRING_MANAGER):
        found = await people.find(session, process_id, relation, None)
        if found and found != reader_id:
            person = await session.get_one(Person, found)
            return {"contact_name": person.name, "contact_email": person.email}
    return {}
