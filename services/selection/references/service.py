"""Ask referees, take their answers, and read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.access.reads import service as reads
from services.candidates.applications.tables import ENDED, Application
from services.kit import clock
from services.kit.errors import Conflict, Gone, Invalid, NotFound
from services.kit.i18n import translate
from services.kit.paging import Asked, Page
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need import service as needs
from services.recruitment.need.service import Post
from services.recruitment.permissions import CaseActor
from services.selection.conflicts import store as cases
from services.selection.references import rules, store
from services.selection.references.rules import Demand, Question
from services.selection.references.tables import Reference
from services.selection.store import applicant_name
from services.selection.wording import Warned, warn
from services.tasks import service as tasks
from workflows.payloads.codes import Decided, Fact, StepCode


class Purpose(StrEnum):
    """Why references are read; stands in the log that their subjects may see."""

    ASSESSMENT = "assessment"
    NOMINATION = "nomination"
    DECISION = "decision"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Answer:
    """What a referee says to one question; `against` if it speaks against the candidate."""

    answer: str
    against: bool = False


@dataclass(frozen=True)
class Request:
    """What a referee is asked, and about whom."""

    reference: Reference
    applicant: str
    post: Post
    questions: list[Question]


async def record_asking(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Have the referees of an applicant asked; the application's process writes to each.

    Raises `Conflict` unless two are named and somebody of them has not been asked.
    """
    application = await store.application(
        session, UUID(decision.content["application_id"]), lock=True
    )
    if application is None or application.recruitment_id != decision.process_id:
        raise NotFound
    case = await cases.case(session, decision.process_id)
    await impartiality.require_impartial_decision(session, case, decision, [application.id])
    if application.state in ENDED or application.withdrawn_at:
        raise Conflict("application_ended", "This application has come to its end.")
    named = [row for row, _ in await store.of_application(session, application.id)]
    if len(named) < rules.LEAST:
        raise Conflict("too_few_referees", "The applicant has named fewer than two referees.")
    fresh = [row for row in named if row.asked_at is None]
    if not fresh:
        raise Conflict("referees_asked", "All named referees have been asked.")
    for row in fresh:
        row.asked_at, row.asked_by = at, decision.actor_id
        await audit.record(
            session,
            AuditKind.REFERENCE_ASKED,
            process_id=application.id,
            actor_id=decision.actor_id,
            on_authority_of=decision.on_authority_of,
            about=row.id,
            data={"decision": decision.id},
            at=at,
        )
        await outbox.tell(session, application.id, Fact.REFERENCE_ASKED, row.id)
    return Outcome(Fact.REFERENCE_ASKED, application.id, {"asked": len(fresh)})


async def request(session: AsyncSession, person_id: UUID, reference_id: UUID) -> Request:
    """What a referee is asked. Raises `NotFound` for anybody else's, or before it is asked."""
    row, application = await _asked(session, person_id, reference_id)
    person = await store.person(session, person_id)
    return Request(
        reference=row,
        applicant=await applicant_name(session, application),
        post=await needs.post_of(session, application.recruitment_id, person.language),
        questions=await questions(session, application.recruitment_id),
    )


async def asked_of(session: AsyncSession, person_id: UUID) -> list[Reference]:
    """The references somebody has been asked for, the latest first."""
    return await store.asked_of(session, person_id)


async def questions(session: AsyncSession, recruitment_id: UUID) -> list[Question]:
    """What the referees of a case are asked."""
    return rules.questions(
        Demand(one.key, one.nb, one.en) for one in await store.demands(session, recruitment_id)
    )


async def give(
    session: AsyncSession,
    person_id: UUID,
    reference_id: UUID,
    answers: Mapping[str, Answer],
    *,
    despite_warnings: bool,
    language: str,
) -> Reference:
    """Hand in a reference, once.

    Raises `Invalid` for a missing or unknown question, and for wording that touches what an
    employer may not ask unless it is sent `despite_warnings`; `Gone` when it is too late.
    """
    row, application = await _asked(session, person_id, reference_id, lock=True)
    if row.received_at:
        raise Conflict("reference_given", "You have given this reference. Thank you.")
    if row.closed_at or application.state in ENDED:
        raise Gone("reference_closed", "This reference is no longer needed.")
    asked = await questions(session, application.recruitment_id)
    _require_whole(answers, {one.key for one in asked})
    warned = warnings_in(answers)
    if warned and not despite_warnings:
        raise Invalid(
            "forbidden_wording",
            "Something touches what an employer may not ask. Write it anew, or send it so.",
            {one.place: translate(language, one.message, phrase=one.phrase) for one in warned},
        )
    at = clock.now()
    row.answers = [
        {
            "question": one.key,
            "answer": answers[one.key].answer,
            "against": answers[one.key].against,
        }
        for one in asked
    ]
    row.received_at = at
    row.negative = any(one.against for one in answers.values())
    await tasks.settle(
        session,
        application.id,
        StepCode.GIVE_REFERENCE,
        row.id,
        by=person_id,
        outcome=Fact.REFERENCE_GIVEN,
        at=at,
    )
    await audit.record(
        session,
        AuditKind.REFERENCE_GIVEN,
        process_id=application.id,
        actor_id=person_id,
        about=row.id,
        data={"negative": row.negative, "warnings": len(warned)},
        at=at,
    )
    await outbox.tell(session, application.id, Fact.REFERENCE_GIVEN, row.id)
    return row


def warnings_in(answers: Mapping[str, Answer]) -> list[Warned]:
    """Wording in a reference that touches what an employer may not ask."""
    return warn((f"answers.{key}", one.answer) for key, one in answers.items())


async def close_reference(session: AsyncSession, reference_id: UUID, at: datetime) -> bool:
    """Nobody answered in time. Returns whether it is closed: an answer beats the default."""
    row = await store.reference(session, reference_id, lock=True)
    if row is None or row.received_at:
        return False
    if row.closed_at is None:
        row.closed_at = at
        await audit.record(
            session, AuditKind.REFERENCE_CLOSED, process_id=row.application_id, about=row.id, at=at
        )
    return True


async def referee_of(session: AsyncSession, reference_id: UUID) -> UUID:
    """Who is asked for a reference."""
    row = await store.reference(session, reference_id)
    if row is None:
        raise NotFound
    return row.person_id


async def read(
    session: AsyncSession,
    who: CaseActor,
    application_id: UUID | None,
    purpose: Purpose,
    asked: Asked,
) -> Page[tuple[Reference, str]]:
    """The references of a case, but none about whom the reader has a conflict with.

    Every one that is read is logged with the purpose.
    """
    case = await cases.case(session, who.recruitment_id)
    person = who.actor.person_id
    sight = await impartiality.require_sight(session, case, person)
    found = await store.of_case(session, case.id, application_id, sight, asked)
    for row, _ in found.items:
        if row.received_at:
            await reads.log(
                session,
                person,
                process_id=row.application_id,
                about=row.id,
                what="reference",
                reason=purpose,
            )
    return found


async def _asked(
    session: AsyncSession, person_id: UUID, reference_id: UUID, *, lock: bool = False
) -> tuple[Reference, Application]:
    row = await store.reference(session, reference_id, lock=lock)
    if row is None or row.person_id != person_id or row.asked_at is None:
        raise NotFound
    application = await store.application(session, row.application_id)
    if application is None:
        raise NotFound
    return row, application


def _require_whole(answers: Mapping[str, Answer], asked: set[str]) -> None:
    unknown = "This is not a question of this form."
    missing = "Please answer this too."
    faults = {f"answers.{key}": unknown for key in answers.keys() - asked}
    faults |= {f"answers.{key}": missing for key in asked - answers.keys()}
    if faults:
        raise Invalid(
            "answers_incomplete", "Answer every question of the form, and no other.", faults
        )


RECORDERS: dict[Decided, Recorder] = {Decided.ASK_REFERENCES: record_asking}
