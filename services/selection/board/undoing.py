"""Put back what stood before something was done for many, for a minute and by who did it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.errors import Conflict, Gone
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.need.tables import Recruitment
from services.recruitment.permissions import CaseActor
from services.selection.board import store
from services.selection.board.rules import PROPOSABLE
from services.selection.board.tables import Undoable
from services.selection.conflicts import store as cases
from services.selection.screening import service as screening
from services.selection.screening import store as screened
from services.selection.screening.tables import InterviewProposal, MustResult

WITHIN = timedelta(minutes=1)
Before = dict[str, Any]


def as_they_are(applications: Iterable[Application]) -> dict[str, list[Any]]:
    """State and judgement of some applications, as JSON takes them."""
    return {str(one.id): [one.state, one.qualified] for one in applications}


def results_of(
    answers: Mapping[UUID, Sequence[UUID]], results: Mapping[UUID, Mapping[UUID, MustResult]]
) -> Before:
    """What was found of some musts of some applications; None where nothing was."""
    return {
        str(one): {str(must): _result(results.get(one, {}).get(must)) for must in musts}
        for one, musts in answers.items()
    }


def _result(result: MustResult | None) -> Before | None:
    return result and {
        "met": result.met,
        "note": result.note,
        "person": str(result.person_id),
        "at": result.assessed_at.isoformat(),
    }


def proposals_of(
    applications: Iterable[UUID], proposed: Mapping[UUID, InterviewProposal]
) -> dict[str, Before | None]:
    """Who was proposed among some, by whom and since when; None for the others."""
    return {
        str(one): {"person": str(row.person_id), "at": row.proposed_at.isoformat()}
        if (row := proposed.get(one))
        else None
        for one in applications
    }


async def undo(session: AsyncSession, who: CaseActor, undoable_id: UUID) -> None:
    """Put back what was before.

    Raises `Gone` when the minute is over or it is undone, and `Conflict` where somebody has changed
    some of it since. Who has come to see names by it keeps seeing them: what is seen is seen.
    """
    case = await cases.case(session, who.recruitment_id, lock=True)
    done = await store.undoable(session, undoable_id, who.actor.person_id)
    if (
        done is None
        or done.recruitment_id != who.recruitment_id
        or clock.now() - done.done_at > WITHIN
    ):
        raise Gone("undo_over", "It cannot be undone any more: that is possible for a minute.")
    if "results" in done.before:
        await _answer_as_before(session, who, case, done)
    else:
        await _propose_as_before(session, who, case, done)
    await session.delete(done)


async def _answer_as_before(
    session: AsyncSession, who: CaseActor, case: Recruitment, done: Undoable
) -> None:
    before, ids = done.before, [UUID(one) for one in done.before["results"]]
    applications = await screening.require_assessable(session, who, case, ids)
    if as_they_are(applications) != before["after"]:
        raise _changed()
    results = await screened.results(session, ids)
    for application in applications:
        for must, said in before["results"][str(application.id)].items():
            result = results[application.id].get(UUID(must))
            if result is None or result.assessed_at != done.done_at:
                raise _changed()
            await _tell(session, who, application.id, UUID(must), said, result.met)
            if said is None:
                await session.delete(result)
                continue
            result.met, result.note = said["met"], said["note"]
            result.person_id = UUID(said["person"])
            result.assessed_at = datetime.fromisoformat(said["at"])
        application.state, application.qualified = before["before"][str(application.id)]


def _changed() -> Conflict:
    return Conflict("changed_since", "Somebody has changed this since, so it is not undone.")


async def _tell(
    session: AsyncSession,
    who: CaseActor,
    application_id: UUID,
    must: UUID,
    said: Before | None,
    now: bool | None,
) -> None:
    """The audit says of each must that it is as it was."""
    await audit.record(
        session,
        AuditKind.MUST_ASSESSED,
        process_id=who.recruitment_id,
        actor_id=who.actor.person_id,
        on_authority_of=who.on_authority_of.get(who.part(*LEADING)),
        about=application_id,
        data={"criterion": must, "met": said and said["met"], "before": now, "undone": True},
    )


async def _propose_as_before(
    session: AsyncSession, who: CaseActor, case: Recruitment, done: Undoable
) -> None:
    """The proposal of those it was changed for; whom others proposed since stays."""
    if case.phase not in PROPOSABLE:
        raise screening.process_is_past(case)
    proposed = await screened.proposals(session, case.id)
    for one, was in done.before["proposals"].items():
        now = proposed.get(UUID(one))
        if now and was is None:
            await session.delete(now)
        elif was and not now:
            session.add(
                InterviewProposal(
                    application_id=UUID(one),
                    person_id=UUID(was["person"]),
                    proposed_at=datetime.fromisoformat(was["at"]),
                )
            )
    await tell_proposal(session, who, done.before["proposals"], undone=True)


async def tell_proposal(
    session: AsyncSession, who: CaseActor, applications: Iterable[str], **more: bool
) -> None:
    """One event, however many it is about."""
    await audit.record(
        session,
        AuditKind.INTERVIEW_PROPOSAL_CHANGED,
        process_id=who.recruitment_id,
        actor_id=who.actor.person_id,
        on_authority_of=who.on_authority_of.get(who.part(*LEADING)),
        data={"applications": sorted(applications), **more},
    )
