"""One action for many cases: looked at first, then done case by case; a refusal stops no other."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor
from services.kit import clock
from services.kit.database import Database
from services.kit.errors import Conflict, Forbidden, NotFound, StafettError
from services.kit.problems import said
from services.kit.processes.decisions import Desk
from services.kit.settings import Settings
from services.messages.render import Rendered
from services.messages.writing import foreseen
from services.organisation.rules import RoleName
from services.recruitment.need import store as needs
from services.recruitment.need.post import case_words
from services.recruitment.pipeline import acting, store
from services.recruitment.pipeline.schemas import Action, Foreseen, Letter, Order
from services.recruitment.pipeline.tables import CaseRun
from services.recruitment.task_letters import of_task
from services.tasks.tables import Task
from workflows.payloads.letters import SendLetter

ACTORS = frozenset({RoleName.HR_ADVISER})
"""Who acts on many cases at once."""
LOOKED_BACK = timedelta(days=30)
"""How long what was done is kept as a list; what was done stands in the log of each case."""
MOST = 200
_json: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


class Rehearsed(Exception):
    """Takes back what was done to see whether it can be."""


def require_actor(who: Actor) -> None:
    """Refuse whoever is the HR of no unit."""
    if not who.units_with(ACTORS):
        raise Forbidden("only_hr_acts", "Only HR does this for many cases at once.")


async def foresee(
    database: Database, settings: Settings, who: Actor, order: Order, cases: Sequence[UUID]
) -> list[Foreseen]:
    """What will come of it in each case, found by doing it and taking it back."""
    found: list[Foreseen] = []
    for case in cases:
        letters: tuple[Letter, ...] = ()
        refused: StafettError | None = None
        try:
            async with _rehearsal(database) as session:
                tasks = await acting.record(session, who, order, case)
                letters = await _letters(session, order.action, tasks, settings)
        except StafettError as error:
            refused = error
        found.append(Foreseen(case, letters, refused))
    return found


async def preview(
    database: Database, settings: Settings, who: Actor, order: Order, case: UUID
) -> Rendered:
    """The first letter of an action in a case; NotFound where it sends none."""
    [one] = await foresee(database, settings, who, order, [case])
    if one.refused or not one.letters:
        raise NotFound
    return one.letters[0].written


async def run(
    database: Database, desk: Desk, who: Actor, order: Order, cases: Sequence[UUID]
) -> UUID:
    """Do it, and write down after each case what came of it."""
    at = clock.now()
    async with database.transaction() as session:
        await store.forget_runs(session, who.person_id, at - LOOKED_BACK)
        made = CaseRun(person_id=who.person_id, action=order.action, chosen=len(cases))
        session.add(made)
    for case in cases:
        outcome = {"case": str(case), **await _do(database, desk, who, order, case)}
        async with database.transaction() as session:
            row = await store.run(session, made.id)
            if row:
                row.outcomes = [*row.outcomes, outcome]
    return made.id


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: UUID
    refused: str
    """Why it was not done; empty where it was."""


async def read_run(
    session: AsyncSession, who: Actor, run_id: UUID, language: str
) -> tuple[CaseRun, list[Outcome]]:
    """What was done, for whoever did it."""
    row = await store.run(session, run_id)
    if row is None or row.person_id != who.person_id:
        raise NotFound
    return row, [
        Outcome(UUID(one["case"]), _why(language, one) if "code" in one else "")
        for one in row.outcomes
    ]


def _why(language: str, outcome: dict[str, Any]) -> str:
    return said(language, Conflict(outcome["code"], outcome["message"], **outcome["values"])).detail


async def _do(
    database: Database, desk: Desk, who: Actor, order: Order, case: UUID
) -> dict[str, Any]:
    try:
        if order.action is Action.EXTEND:
            # The decision is stored by the desk in a transaction of its own.
            async with database.statements() as session:
                acts = await acting.part_in(session, who, case)
            await acting.extend(desk, acts, order)
        else:
            async with database.transaction() as session:
                await acting.record(session, who, order, case)
    except StafettError as error:
        values = _json.dump_python(error.values, mode="json")
        return {"code": error.code, "message": error.message, "values": values}
    return {}


@asynccontextmanager
async def _rehearsal(database: Database) -> AsyncGenerator[AsyncSession]:
    """A transaction that is always taken back."""
    try:
        async with database.transaction() as session:
            yield session
            await session.flush()
            raise Rehearsed
    except Rehearsed:
        return


async def _letters(
    session: AsyncSession, action: Action, tasks: Sequence[Task], settings: Settings
) -> tuple[Letter, ...]:
    """Who will get what."""
    found: list[Letter] = []
    for task in tasks:
        if task.assignee_id is None:
            continue
        letter = SendLetter(
            acting.LETTERS[action], task.process_id, task.id, task.assignee_id, 1, clock.now()
        )
        words = await case_words(session, task.process_id)
        context = await of_task(session, letter, task, words)
        person = await needs.person(session, task.assignee_id)
        found.append(Letter(person.name, await foreseen(session, letter, context, settings)))
    return tuple(found)
