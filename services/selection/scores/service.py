"""Hand in marks, open them when the panel is through, and change them afterwards with a reason.

Sealed: before the opening nobody reads a mark by any route, not even their own; after it an
assessor who still owes a sheet stays shut out until it is handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.access.reads import service as reads
from services.kit import clock
from services.kit.errors import Conflict, Invalid, NotFound
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination import service as nominations
from services.recruitment.panel import service as panels
from services.recruitment.panel.rules import Panel, require_open
from services.recruitment.permissions import CaseActor
from services.selection.conflicts import store as cases
from services.selection.scores import rules, store
from services.selection.scores.panel import tell_who_is_done
from services.selection.scores.store import Marked
from services.selection.scores.tables import Score, ScoreChange, ScoreSheet
from services.selection.screening import reading
from workflows.payloads.codes import Phase, Relation

MARKABLE = (Phase.INTERVIEWS, Phase.NOMINATION)


@dataclass(frozen=True)
class Mark:
    """A mark from 1 to 5, with the note it rests on."""

    mark: int
    note: str


@dataclass(frozen=True)
class Due:
    """An applicant an assessor is to judge."""

    application_id: UUID
    number: int | None
    name: str
    interviewed: bool
    handed_in: bool


@dataclass(frozen=True)
class Opening:
    """Whether the marks are open, and how many assessors are through or waited for."""

    opened: bool
    complete: int
    waiting: int


@dataclass(frozen=True)
class Opened:
    """The marks of a panel, once opened."""

    marks: list[Marked]
    panel: Panel
    people: dict[UUID, tuple[int | None, str]]
    shoulds: list[str]


async def hand_in(
    session: AsyncSession, who: CaseActor, application_id: UUID, marks: Mapping[str, Mark]
) -> ScoreSheet:
    """Hand in the whole sheet for one interviewed applicant; before the opening, again.

    A deputy hands in the sheet of the absent assessor. Raises `Invalid` for an unknown criterion
    or a missing mark, `Forbidden` on a conflict, `Conflict` before the interview or too late.
    """
    case = await cases.case(session, who.recruitment_id, lock=True)
    await _require_markable(session, case)
    at, person = clock.now(), who.actor.person_id
    assessor = _assessor(who)
    await reading.seen(session, case, person, application_id)
    await _require_interviewed(session, case, assessor, application_id, at)
    shoulds = await store.shoulds(session, case.id)
    unknown, missing = rules.sheet_faults(list(marks), list(shoulds))
    if unknown:
        raise Invalid("unknown_criterion", rules.UNKNOWN_CRITERION, unknown)
    if missing:
        raise Invalid("marks_missing", rules.MARKS_MISSING, missing)
    sheet = await store.sheet(session, application_id, assessor)
    if sheet and (case.scores_opened_at or sheet.opened):
        raise Conflict(
            "scores_open", "The scores are open. Change single marks, each with a reason."
        )
    sheet = sheet or ScoreSheet(
        recruitment_id=case.id,
        application_id=application_id,
        person_id=assessor,
        given_by=person,
        received_at=at,
    )
    sheet.given_by, sheet.received_at = person, at
    sheet.opened = case.scores_opened_at is not None
    session.add(sheet)
    await session.flush()
    given = await store.scores_of(session, sheet.id)
    for key, mark in marks.items():
        score = given.get(shoulds[key]) or Score(
            sheet_id=sheet.id, criterion_id=shoulds[key], mark=mark.mark, note=mark.note
        )
        score.mark, score.note = mark.mark, mark.note
        session.add(score)
    await audit.record(
        session,
        AuditKind.SCORES_HANDED_IN,
        process_id=case.id,
        actor_id=person,
        on_authority_of=who.on_authority_of.get(Relation.ASSESSOR),
        about=application_id,
        data={"sheet": sheet.id},
        at=at,
    )
    await tell_who_is_done(session, case, at, sheet)
    return sheet


async def due(session: AsyncSession, who: CaseActor) -> list[Due]:
    """The applicants an assessor is to judge, and which sheets are handed in."""
    case = await cases.case(session, who.recruitment_id)
    sight = await impartiality.require_sight(session, case, who.actor.person_id)
    panel = await panels.read(session, case)
    assessor = _assessor(who)
    judged = await impartiality.seen(session, sight, panel.due_from(assessor))
    people = await store.names(session, judged)
    interviewed = await store.interviewed(session, case.id, clock.now())
    found = [
        Due(
            application_id=application_id,
            number=number,
            name=name,
            interviewed=application_id in interviewed,
            handed_in=(assessor, application_id) in panel.sheets,
        )
        for application_id, (number, name) in people.items()
    ]
    return sorted(found, key=lambda one: (one.number or 0, one.application_id))


async def read(session: AsyncSession, who: CaseActor) -> Opened:
    """Every mark, once opened, but to nobody who still owes a sheet. The reading is logged."""
    case = await cases.case(session, who.recruitment_id)
    person = who.actor.person_id
    panel, sight = await panels.require_open(
        session, case, person, {person, *who.on_authority_of.values()}
    )
    shown = await impartiality.seen(session, sight, panel.applicants)
    await reads.log(session, person, process_id=case.id, what="scores", reason="assessment")
    return Opened(
        marks=await store.marks(session, shown),
        panel=panel,
        people=await store.names(session, shown),
        shoulds=list(await store.shoulds(session, case.id)),
    )


async def change(
    session: AsyncSession,
    who: CaseActor,
    application_id: UUID,
    criterion: str,
    mark: int,
    reason: str,
) -> Score:
    """Change one's own mark after the opening; what it was and why stays in the record."""
    case = await cases.case(session, who.recruitment_id, lock=True)
    await _require_markable(session, case)
    at, person = clock.now(), who.actor.person_id
    assessor = _assessor(who)
    panel = await panels.read(session, case)
    require_open(case.scores_opened_at, panel, {person, assessor})
    await reading.seen(session, case, person, application_id)
    shoulds = await store.shoulds(session, case.id)
    if criterion not in shoulds:
        raise Invalid(
            "unknown_criterion", rules.UNKNOWN_CRITERION, {"criterion": rules.UNKNOWN_CRITERION}
        )
    score = await store.score(session, application_id, assessor, shoulds[criterion])
    if score is None:
        raise NotFound
    session.add(
        ScoreChange(
            score_id=score.id,
            person_id=person,
            old_mark=score.mark,
            new_mark=mark,
            reason=reason,
            changed_at=at,
        )
    )
    await audit.record(
        session,
        AuditKind.SCORE_CHANGED,
        process_id=case.id,
        actor_id=person,
        on_authority_of=who.on_authority_of.get(Relation.ASSESSOR),
        about=application_id,
        data={"criterion": shoulds[criterion], "from": score.mark, "to": mark},
        at=at,
    )
    score.mark = mark
    return score


async def open_scores(session: AsyncSession, recruitment_id: UUID, at: datetime) -> Opening:
    """Open the marks if the panel is through; with a quorum once everybody else's time is out.

    Locks the case and counts anew what was received by now. Safe to run again. Where nobody is
    left to assess there is nothing to wait for.
    """
    case = await cases.case(session, recruitment_id, lock=True)
    panel = await panels.read(session, case)
    complete, waiting = len(panel.complete), len(panel.waiting)
    final = bool(waiting) and panel.waiting <= await store.without_marks(session, case.id)
    if case.scores_opened_at is None and (
        not panel.applicants or rules.may_open(complete, waiting, final=final)
    ):
        case.scores_opened_at = at
        await store.mark_opened(session, case.id)
        await audit.record(
            session,
            AuditKind.SCORES_OPENED,
            process_id=case.id,
            data={"complete": complete, "waiting": waiting, "final": final},
            at=at,
        )
    return Opening(case.scores_opened_at is not None, complete, waiting)


async def panel(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """The assessors whose marks are waited for; the marks open without asking the others."""
    case = await cases.case(session, recruitment_id)
    return sorted((await panels.read(session, case)).waiting)


def _assessor(who: CaseActor) -> UUID:
    """Whose sheet it is: one's own, or the absent assessor's for whom one stands in."""
    return who.on_authority_of.get(Relation.ASSESSOR, who.actor.person_id)


async def _require_interviewed(
    session: AsyncSession, case: Recruitment, assessor: UUID, application_id: UUID, at: datetime
) -> None:
    """Whether this assessor's mark would count for this applicant, and the interview has been."""
    if not (await panels.read(session, case)).counts(assessor, application_id):
        # A deputy does not lift the conflict of the assessor stood in for.
        raise impartiality.with_applicant()
    application = await store.application(session, case.id, application_id)
    if application is None or application.withdrawn_at:
        raise Conflict("application_withdrawn", "This application has been withdrawn.")
    if application_id not in await panels.to_assess(session, case.id):
        raise Conflict("not_shortlisted", "This applicant is not on the shortlist.")
    if application_id not in await store.interviewed(session, case.id, at):
        raise Conflict("not_interviewed", "This applicant has not been interviewed yet.")


async def _require_markable(session: AsyncSession, case: Recruitment) -> None:
    if case.phase not in MARKABLE:
        raise Conflict(
            "process_is_past",
            "This cannot be done now: the process is in the phase «{phase}».",
            phase=case.phase,
        )
    if await nominations.stands(session, case.id):
        raise Conflict(
            "nomination_submitted",
            "The nomination is submitted: the marks it rests on stand as they are.",
        )
