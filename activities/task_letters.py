"""What letters about tasks tell: what is asked, in which case, by when, and what otherwise."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates import service as candidates
from services.kit import errors
from services.kit.i18n import LANGUAGES, translate
from services.kit.i18n import marked as _
from services.kit.processes.tables import Process
from services.messages.letters import ContextBuilder, LetterContext
from services.onboarding.tables import Onboarding
from services.organisation.absences import service as absences
from services.organisation.tables import Person, Unit
from services.recruitment.need.post import case_words
from services.recruitment.task_letters import of_task
from services.tasks.service import unit_of
from services.tasks.tables import Task
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter
from workflows.payloads.processes import ProcessKind

DEPUTYSHIP = _("Deputy for {name}")
NEWCOMER = _("Newcomer: {name}")


async def context(session: AsyncSession, letter: SendLetter) -> LetterContext:
    """The one builder for all letters about tasks."""
    task = await session.get(Task, letter.about)
    if task is None:
        raise errors.NotFound
    return await of_task(session, letter, task, await _case(session, task.process_id))


LETTERS: dict[LetterKind, ContextBuilder] = dict.fromkeys(
    (
        LetterKind.TASK,
        LetterKind.TASK_REMINDER,
        LetterKind.TASK_DEPUTY,
        LetterKind.TASK_SUPERIOR,
        LetterKind.TASK_DEFAULT,
    ),
    context,
)


async def _case(session: AsyncSession, process_id: UUID) -> Mapping[str, Any]:
    """What the case is called, and whom to ask, whatever kind of process the task is of."""
    process = await session.get(Process, process_id)
    if process is None:
        raise errors.NotFound
    match ProcessKind(process.kind):
        case ProcessKind.RECRUITMENT:
            return await case_words(session, process_id)
        case ProcessKind.APPLICATION:
            return await case_words(
                session, (await candidates.get(session, process_id)).recruitment_id
            )
        case ProcessKind.ONBOARDING:
            newcomer = await session.get_one(Onboarding, process_id)
            if newcomer.recruitment_id:
                return await case_words(session, newcomer.recruitment_id)
            return await _without_post(session, newcomer.person_id, newcomer.unit_id, NEWCOMER)
        case ProcessKind.ABSENCE:
            absence = await absences.get(session, process_id)
            unit_id = await unit_of(session, process_id)
            return await _without_post(session, absence.person_id, unit_id, DEPUTYSHIP)


async def _without_post(
    session: AsyncSession, person_id: UUID, unit_id: UUID | None, called: str
) -> Mapping[str, Any]:
    """A case that is about a person rather than a post."""
    person = await session.get(Person, person_id)
    unit = await session.get(Unit, unit_id) if unit_id else None
    if person is None:
        raise errors.NotFound
    return {
        "post": {tag: translate(tag, called, name=person.name) for tag in LANGUAGES},
        "unit": {"nb": unit.name, "en": unit.name_en or unit.name} if unit else "",
        "contact_name": person.name,
        "contact_email": person.email,
    }
