"""What stands on the operations list, in words: what, in which case, with whom, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor
from services.kit import clock
from services.kit.i18n import code_text, translate
from services.kit.i18n import marked as _
from services.messages import service as messages
from services.messages.service import Seen
from services.messages.wording import error_text, kind_text
from services.recruitment.need import store as cases
from services.recruitment.overview.store import Called, called
from services.recruitment.parts import PARTS, part_text
from services.recruitment.permissions import RELATION_OF_ROLE
from services.tasks import desk, wording
from services.tasks.rules import OUTSIDERS
from services.tasks.tables import Task
from workflows.payloads.codes import Relation, StepCode

Why = Literal["stopped", "late", "letter", "fault", "waits", "over"]

NOBODY_HAS_IT = _("Nobody has the part that this falls to.")
NOBODY_ANSWERED = _("Nobody answered in time, the superior included.")
STILL_WAITS = _("It waits longer than it should.")
IN_TIME = _("It is in time.")
IS_TRIED = _("It is tried again all the time. Whoever runs the system must find the cause.")
IS_OVER = _("It no longer waits for anybody.")


@dataclass(frozen=True)
class Line:
    """A line of the list."""

    task: Task
    headline: str
    why: Why
    reason: str
    case_id: UUID | None
    """None where the reader may not open it."""
    called: Called | None
    name: str | None
    """Who has it; nobody's where it has stopped without an owner."""
    authority: str | None
    letter: Seen | None
    part: str
    """Whom it falls to, in words."""


async def lines(
    session: AsyncSession, who: Actor, tasks: Sequence[Task], language: str
) -> list[Line]:
    """Tasks with all that is said of them, in a few statements."""
    of = await desk.cases(session, tasks)
    names = await called(session, set(of.values()), language)
    people = {task.assignee_id for task in tasks} | {task.on_authority_of for task in tasks}
    known = await cases.names(session, {one for one in people if one})
    letters = await messages.of_ids(
        session,
        who,
        {task.about for task in tasks if task.about and task.step == StepCode.SEE_TO_LETTER},
    )
    opens = bool(who.units_with(RELATION_OF_ROLE))
    return [
        _line(
            task,
            language,
            case_id=of[task.id] if opens and of[task.id] in names else None,
            called=names.get(of[task.id]),
            people=known,
            letter=letters.get(task.about) if task.about else None,
        )
        for task in tasks
    ]


def _line(
    task: Task,
    language: str,
    *,
    case_id: UUID | None,
    called: Called | None,
    people: dict[UUID, str],
    letter: Seen | None,
) -> Line:
    why = why_of(task)
    headline = translate(language, wording.HEADLINES[StepCode(task.step)])
    if letter:
        headline = f"{headline}: {kind_text(language, letter.message.kind).lower()}"
    part = _part(Relation(task.relation), language)
    # Who applied, and whom they named, is told by the pages that know who may be told.
    name = part if task.relation in OUTSIDERS else _name(task.assignee_id, people)
    return Line(
        task=task,
        headline=headline,
        why=why,
        reason=_reason(task, why, letter, language),
        case_id=case_id,
        called=called,
        name=name,
        authority=_name(task.on_authority_of, people),
        letter=letter,
        part=part,
    )


def _name(person: UUID | None, people: dict[UUID, str]) -> str | None:
    return people.get(person) if person else None


def _part(relation: Relation, language: str) -> str:
    return part_text(language, relation) if relation in PARTS else code_text(language, relation)


def why_of(task: Task) -> Why:
    """Why a task stands where it does."""
    if task.state not in {"open", "stopped"}:
        return "over"
    if task.state == "open":
        return "late" if task.due_at < clock.now() else "waits"
    match task.step:
        case StepCode.SEE_TO_LETTER:
            return "letter"
        case StepCode.SEE_TO_FAILURE:
            return "fault"
        case _:
            return "stopped"


def _reason(task: Task, why: Why, letter: Seen | None, language: str) -> str:
    said = {
        "stopped": NOBODY_ANSWERED if task.assignee_id else NOBODY_HAS_IT,
        "late": STILL_WAITS,
        "waits": IN_TIME,
        "fault": IS_TRIED,
        "over": IS_OVER,
    }
    if why == "letter":
        return error_text(language, letter.message.last_error) if letter else ""
    return translate(language, said[why])
