"""The same done for many applicants: for all or for nobody. Nothing of it sends a letter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.kit.errors import Invalid
from services.kit.i18n import marked as _
from services.recruitment.need.tables import Recruitment
from services.recruitment.permissions import CaseActor
from services.recruitment.profile.tables import Criterion
from services.selection.board import reading, store, undoing
from services.selection.board.reading import Card
from services.selection.board.rules import MET, PROPOSABLE, Move, Stage, meant
from services.selection.board.tables import Undoable
from services.selection.conflicts import store as cases
from services.selection.screening import service as screening
from services.selection.screening import store as screened
from services.selection.screening.rules import ASSESSED
from services.selection.screening.tables import InterviewProposal

UNANSWERED = "*"
"""Instead of the key of a must: every must that has no answer yet."""

DECIDED = "interview"
"""The state of who is to be interviewed by a decision; nothing is proposed them any more."""


@dataclass(frozen=True)
class Given:
    """What is to be done, and for whom."""

    move: Move
    applications: frozenset[UUID]
    must: str = ""
    """The key of a must, or `UNANSWERED`; for the moves that answer one."""
    note: str | None = None


@dataclass(frozen=True)
class Done:
    """What was done, and by which id it can be undone."""

    id: UUID
    move: Move
    count: int


def movable(cards: Sequence[Card], given: Given) -> Move:
    """What a move comes to for these; raises `Invalid` with the numbers of whom it is not for."""
    if len(cards) < len(given.applications):
        raise _refused(_("Some of them are not there any more. Select again."), [])
    move = meant(given.move, all_proposed=all(card.proposed for card in cards))
    if move in MET:
        settled = [card for card in cards if card.state not in ASSESSED]
        if settled:
            raise _refused(_("These are not assessed any more: {numbers}."), settled)
    elif move is Move.PROPOSE:
        others = [card for card in cards if card.stage not in (Stage.QUALIFIED, Stage.INTERVIEW)]
        if others:
            raise _refused(
                _("Only who meets every must can be interviewed, and these do not: {numbers}."),
                others,
            )
    elif not any(card.proposed for card in cards):
        raise _refused(_("None of them is proposed for interview."), [])
    return move


def _refused(message: str, cards: Sequence[Card]) -> Invalid:
    numbers = ", ".join(str(card.number) if card.number else "–" for card in cards)
    return Invalid("not_movable", message, {"application_ids": message}, numbers=numbers)


async def do(session: AsyncSession, who: CaseActor, given: Given) -> Done:
    """Do it, and keep for a minute what was before."""
    case = await cases.case(session, who.recruitment_id, lock=True)
    found = await reading.cards(session, case, who.actor.person_id)
    cards = [card for card in found if card.id in given.applications]
    move = movable(cards, given)
    done = Undoable(recruitment_id=case.id, person_id=who.actor.person_id, done_at=clock.now())
    if move in MET:
        done.done_at, done.before = await _answer(session, who, given, move)
    else:
        done.before = await _propose(session, who, case, cards, move)
    session.add(done)
    return Done(done.id, move, len(cards))


async def _answer(
    session: AsyncSession, who: CaseActor, given: Given, move: Move
) -> tuple[datetime, dict[str, Any]]:
    """Answer; returns when that was, by which undoing knows its answers, and what was before."""
    musts = await screened.musts(session, who.recruitment_id)
    results = await screened.results(session, given.applications)
    answers = {one: _asked(musts, results.get(one, {}), given.must) for one in given.applications}
    if not any(answers.values()):
        message = "Every must has an answer already. Choose which one is answered anew."
        raise Invalid("all_answered", message, {"must": message})
    ids = {one: [must.id for must in asked] for one, asked in answers.items()}
    results_before = undoing.results_of(ids, results)
    held = await screened.locked(session, who.recruitment_id, answers)
    applications = [application for application, _ in held]
    before = undoing.as_they_are(applications)
    said = await screening.assess_each(
        session,
        who,
        {one: [must.key for must in asked] for one, asked in answers.items()},
        met=MET[move],
        note=given.note,
    )
    after = undoing.as_they_are(applications)
    return said[0].assessed_at, {"results": results_before, "before": before, "after": after}


def _asked(
    musts: Sequence[Criterion], results: Mapping[UUID, Any], key: str
) -> Sequence[Criterion]:
    """Which musts are answered of an applicant."""
    if key == UNANSWERED:
        return [must for must in musts if (row := results.get(must.id)) is None or row.met is None]
    named = [must for must in musts if must.key == key]
    if not named:
        message = "Choose which must it is about."
        raise Invalid("unknown_criterion", message, {"must": message})
    return named


async def _propose(
    session: AsyncSession, who: CaseActor, case: Recruitment, cards: Collection[Card], move: Move
) -> dict[str, Any]:
    if case.phase not in PROPOSABLE:
        raise screening.process_is_past(case)
    there = await screened.proposals(session, case.id)
    ids = [card.id for card in cards if card.state != DECIDED]
    before = undoing.proposals_of(ids, there)
    for one in ids:
        if move is Move.UNPROPOSE and one in there:
            await session.delete(there[one])
        elif move is Move.PROPOSE and one not in there:
            session.add(
                InterviewProposal(
                    application_id=one, person_id=who.actor.person_id, proposed_at=clock.now()
                )
            )
    await undoing.tell_proposal(session, who, before, proposed=move is Move.PROPOSE)
    return {"proposals": before}


async def sweep(session: AsyncSession) -> None:
    """Forget what can be undone no more."""
    await store.forget_before(session, clock.now() - undoing.WITHIN)
