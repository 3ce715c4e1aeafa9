"""What letters about tasks tell: what is asked, in which case, by when, and what otherwise."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links import LinkKind
from services.candidates import service as candidates
from services.kit import errors
from services.kit.i18n import LANGUAGES, translate
from services.kit.i18n import marked as _
from services.kit.processes.tables import Process
from services.messages.letters import ContextBuilder, LetterContext, LinkFor
from services.onboarding.tables import Onboarding
from services.organisation.absences import service as absences
from services.organisation.tables import Person, Unit
from services.recruitment.background import background
from services.recruitment.need import people
from services.recruitment.need.post import case_words
from services.tasks import wording
from services.tasks.service import unit_of
from services.tasks.tables import Task
from workflows.payloads.codes import LetterKind, Relation, StepCode
from workflows.payloads.letters import SendLetter
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import Otherwise

LINK_HOLDS = timedelta(days=30)
DEPUTYSHIP = _("Deputy for {name}")
NEWCOMER = _("Newcomer: {name}")


async def context(session: AsyncSession, letter: SendLetter) -> LetterContext:
    """The one builder for all letters about tasks."""
    task = await session.get(Task, letter.about)
    if task is None:
        raise errors.NotFound
    step, otherwise = StepCode(task.step), Otherwise(task.default)
    owner = await session.get(Person, task.owner_id) if task.owner_id else None
    owner_name = owner.name if owner else ""
    words = await _case(session, task.process_id)
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
