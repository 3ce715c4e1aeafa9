"""Who is found for a step, what its default does, and due times that something else has set."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.processes.decisions import Outcome
from services.messages import service as messages
from services.onboarding import service as onboarding
from services.organisation.absences import service as absences
from services.recruitment import service as recruitment
from services.recruitment.nomination import service as nomination
from services.recruitment.offer import service as offers
from services.selection import service as selection
from services.tasks.service import Default, DueAt, Finder
from services.tasks.tables import Task
from workflows.payloads.codes import Fact, LetterKind, StepCode
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import Otherwise

FINDERS: dict[ProcessKind, Finder] = {
    ProcessKind.RECRUITMENT: recruitment.find,
    ProcessKind.APPLICATION: recruitment.find,
    ProcessKind.ONBOARDING: onboarding.find,
    ProcessKind.ABSENCE: absences.find,
}


async def no_remark_on_need(session: AsyncSession, task: Task, at: datetime) -> Outcome | None:
    """The union representative had nothing to say in time."""
    if not await recruitment.default_discussion(session, task.process_id, at):
        return None
    return Outcome(Fact.NEED_DISCUSSED)


async def no_remark_on_nomination(
    session: AsyncSession, task: Task, at: datetime
) -> Outcome | None:
    """The union representative had nothing to say in time."""
    if not await nomination.default_remark(session, task.subject, at):
        return None
    return Outcome(Fact.NOMINATION_REMARKED, task.about)


async def no_marks(session: AsyncSession, task: Task, at: datetime) -> Outcome | None:
    """An assessor gave no marks in time; whether they open is seen next."""
    return Outcome(Fact.STEP_DEFAULTED, task.about)


async def no_answer_to_offer(
    session: AsyncSession, task: Task, at: datetime
) -> Outcome | Otherwise | None:
    """Silence counts, and the offer lapses; but never that of somebody the letter did not reach.

    Then it stops on the operations list, until the offer is sent anew.
    """
    left_at = await messages.left_at(session, task.process_id, LetterKind.OFFER, task.subject)
    if await offers.unheard(session, task.subject, left_at):
        return Otherwise.STOP
    fact = await offers.lapse_offer(session, task.subject, at)
    return Outcome(fact, task.about) if fact is Fact.OFFER_LAPSED else None


async def no_reference(
    session: AsyncSession, task: Task, at: datetime
) -> Outcome | Otherwise | None:
    """The referee did not answer, and the reference is closed.

    Never that of a referee whom the letter did not reach: then it stops on the operations list.
    """
    asked = LetterKind.REFERENCE_ASKED
    if await messages.left_at(session, task.process_id, asked, task.subject) is None:
        return Otherwise.STOP
    if not await selection.close_reference(session, task.subject, at):
        return None
    return Outcome(Fact.STEP_DEFAULTED, task.about)


DEFAULTS: dict[StepCode, Default] = {
    StepCode.DISCUSS_NEED: no_remark_on_need,
    StepCode.REMARK_ON_NOMINATION: no_remark_on_nomination,
    StepCode.SCORE: no_marks,
    StepCode.ANSWER_OFFER: no_answer_to_offer,
    StepCode.GIVE_REFERENCE: no_reference,
    StepCode.ACCEPT_DEPUTYSHIP: absences.count_as_no,
}

DUE_AT: dict[StepCode, DueAt] = {StepCode.ANSWER_OFFER: offers.answer_by}
