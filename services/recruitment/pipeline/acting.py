"""What one action does in one case, by the services that the API uses."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor
from services.kit import clock
from services.kit.errors import Conflict
from services.kit.processes.decisions import Desk
from services.kit.web import etag
from services.recruitment.acting import by, decide
from services.recruitment.advert.publication import extensible
from services.recruitment.advert.schemas import ExtensionGiven
from services.recruitment.need import reading
from services.recruitment.need.schemas import MemberGiven
from services.recruitment.need.service import set_members
from services.recruitment.overview.store import waits
from services.recruitment.permissions import CaseActor, acting_in, wrong_part
from services.recruitment.pipeline.schemas import Action, Order
from services.tasks import desk as tasks
from services.tasks.rules import may_move
from services.tasks.tables import Task
from workflows.payloads.codes import NO_STEPS, Decided, LetterKind, Relation, StepCode

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
LETTERS = {Action.REMIND: LetterKind.TASK_REMINDER, Action.HAND_OVER: LetterKind.TASK}
"""What whoever has a task is sent by an action; an extension writes to nobody."""


async def record(
    session: AsyncSession, who: Actor, order: Order, recruitment_id: UUID
) -> list[Task]:
    """Do it, or for an extension only look whether it can be done; the tasks that are told of."""
    match order.action:
        case Action.REMIND:
            return [await _remind(session, who, recruitment_id)]
        case Action.HAND_OVER:
            return await _hand_over(session, who, order, recruitment_id)
        case Action.EXTEND:
            await part_in(session, who, recruitment_id)
            await extensible(session, recruitment_id, _extension(order), clock.now())
            return []


async def part_in(session: AsyncSession, who: Actor, recruitment_id: UUID) -> CaseActor:
    """The part by which somebody may do it."""
    acting = await acting_in(session, recruitment_id, who)
    if not acting.has(*AUTHORS):
        raise wrong_part()
    return acting


async def extend(desk: Desk, who: CaseActor, order: Order) -> None:
    """Put a later deadline to the process of a case."""
    given, case = _extension(order), who.recruitment_id
    await decide(desk, who, Decided.EXTEND_DEADLINE, AUTHORS, case, given, key=None)


def _extension(order: Order) -> ExtensionGiven:
    return ExtensionGiven.model_validate({"closes_at": order.closes_at})


async def _remind(session: AsyncSession, who: Actor, recruitment_id: UUID) -> Task:
    """Whoever has the ball by the list: of all that the case waits for, what is due first."""
    await acting_in(session, recruitment_id, who)
    found = await waits(session, recruitment_id)
    first = next((wait.task for wait in found if wait.task.step not in NO_STEPS), None)
    if first is None:
        raise Conflict("waits_for_nobody", "The case waits for nobody.")
    return await tasks.remind(session, who, first.id)


async def _hand_over(
    session: AsyncSession, who: Actor, order: Order, recruitment_id: UUID
) -> list[Task]:
    """Another HR adviser has the part from now on, and what waits for it."""
    acting = await acting_in(session, recruitment_id, who)
    if order.to is None:
        raise ValueError("nobody to hand over to")
    shown = await reading.read_members(session, recruitment_id)
    present = [one for one in shown.members if not one.left]
    if [one.person_id for one in present if one.relation is Relation.HR_ADVISER] == [order.to]:
        raise Conflict("adviser_already", "This person is the HR adviser of the case already.")
    members = [
        MemberGiven(person_id=one.person_id, relation=one.relation)
        for one in present
        if one.relation is not Relation.HR_ADVISER
    ]
    members.append(MemberGiven(person_id=order.to, relation=Relation.HR_ADVISER))
    version = etag(shown.version)
    await set_members(session, recruitment_id, members, by(acting, *AUTHORS), version)
    return [
        await tasks.reassign(session, who, wait.task.id, order.to, order.reason)
        for wait in await waits(session, recruitment_id)
        if wait.task.relation == Relation.HR_ADVISER
        and may_move(StepCode(wait.task.step))
        and wait.task.owner_id != order.to
    ]
