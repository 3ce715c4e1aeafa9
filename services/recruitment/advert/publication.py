"""Publish the advert, extend its deadline, advertise the post again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit.errors import Conflict
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.recruitment.advert import rules, store
from services.recruitment.advert.codes import CAREER_SITE
from services.recruitment.advert.content import draft_of, rendered, require_publishable
from services.recruitment.advert.schemas import ExtensionGiven, PublicationGiven, RepetitionGiven
from services.recruitment.advert.tables import Advert, AdvertVersion, Channel, ScreeningQuestion
from services.recruitment.advert.tracking import new_tracking_code
from services.recruitment.need.editing import open_case
from services.tasks import service as tasks
from workflows.payloads.codes import Decided, Fact, StepCode


async def record_publication(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Publish the approved post: from now on need, profile and questions are fixed."""
    given = PublicationGiven.model_validate(decision.content)
    case = await open_case(session, decision.process_id)
    advert = await store.latest(session, case.id, lock=True)
    if case.approved_at is None:
        raise Conflict("not_approved", "The need has not been approved.")
    if advert.state != "draft":
        raise Conflict("already_published", "The advert is published.")
    require_publishable(await draft_of(session, advert))
    opens_at, closes_at = rules.period(at, given.opens_at, given.closes_at, given.open_days)
    advert.state = "scheduled"
    advert.opens_at, advert.closes_at, advert.first_closes_at = opens_at, closes_at, closes_at
    advert.version += 1
    case.advertised_at = case.advertised_at or at
    if not await store.channels(session, advert.id):
        session.add(
            Channel(advert_id=advert.id, code=CAREER_SITE, tracking_code=new_tracking_code())
        )
    await add_version(session, advert, closes_at, decision.actor_id)
    if advert.internal_notice_at is None:
        # Publishing announces: the process writes to everybody employed in the unit.
        advert.internal_notice_at = at
        await _record(session, decision, AuditKind.ADVERT_NOTICED, advert, at)
    await _record(
        session,
        decision,
        AuditKind.ADVERT_PUBLISHED,
        advert,
        at,
        {"opens_at": opens_at, "closes_at": closes_at},
    )
    await tasks.settle(
        session,
        case.id,
        StepCode.PUBLISH_ADVERT,
        None,
        by=decision.actor_id,
        outcome=Fact.ADVERT_PUBLISHED,
        at=at,
    )
    return Outcome(Fact.ADVERT_PUBLISHED, advert.id, _period(advert))


async def record_extension(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Extend the deadline; after it, until screening is complete, this opens the advert again.

    `first_closes_at` stays: an extension takes away nothing that the first deadline brought.
    """
    given = ExtensionGiven.model_validate(decision.content)
    advert, before, closes_at = await extensible(session, decision.process_id, given, at)
    advert.closes_at = closes_at
    if advert.state == "closed":
        advert.state = "open"
        for channel in await store.channels(session, advert.id):
            channel.closed_at = None
    advert.version += 1
    await add_version(session, advert, closes_at, decision.actor_id)
    await _record(
        session,
        decision,
        AuditKind.ADVERT_EXTENDED,
        advert,
        at,
        {"before": before, "closes_at": closes_at},
    )
    return Outcome(Fact.DEADLINE_EXTENDED, advert.id, _period(advert))


async def extensible(
    session: AsyncSession, recruitment_id: UUID, given: ExtensionGiven, at: datetime
) -> tuple[Advert, datetime, datetime]:
    """The advert to be extended, until when it stands, and until when it then will.

    Raises `Conflict` where it stands no longer or not yet, and `Invalid` for no later deadline.
    """
    case = await open_case(session, recruitment_id)
    advert = await store.latest(session, case.id, lock=True)
    if advert.closes_at is None or advert.state not in ("scheduled", "open", "closed"):
        raise Conflict("not_advertised", "The post has not been advertised yet.")
    if case.screened_at is not None:
        raise Conflict("screening_complete", "The applications have been screened.")
    return advert, advert.closes_at, rules.extended(at, advert.closes_at, given.closes_at)


async def record_repetition(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Advertise the post again: a new draft of the same advert, after the deadline."""
    given = RepetitionGiven.model_validate(decision.content)
    case = await open_case(session, decision.process_id)
    last = await store.latest(session, case.id, lock=True)
    rules.require_repeatable(last.state, last.closes_at, at)
    if await store.is_nominated(session, case.id):
        raise Conflict("already_nominated", "Somebody has been nominated for the post.")
    last.state = "closed"
    advert = Advert(
        recruitment_id=case.id,
        round=last.round + 1,
        texts=last.texts,
        one_language_reason=last.one_language_reason,
        wording_reason=last.wording_reason,
        repeat_reason=given.reason,
        contact_person_id=last.contact_person_id,
    )
    session.add(advert)
    await session.flush()
    await _copy(session, last.id, advert.id)
    # Those who apply in the new round have to be screened and judged too, by sealed marks.
    case.screened_at, case.scores_opened_at = None, None
    await _record(session, decision, AuditKind.ADVERT_REPEATED, advert, at, {"round": advert.round})
    return Outcome(Fact.READVERTISED, advert.id, {"advert_id": advert.id, "round": advert.round})


async def add_version(
    session: AsyncSession, advert: Advert, closes_at: datetime, person_id: UUID
) -> None:
    """Keep the advert as applicants read it from now on."""
    await session.flush()
    number = len(await store.versions(session, advert.id)) + 1
    whole = await rendered(session, advert.id)
    session.add(
        AdvertVersion(
            advert_id=advert.id,
            number=number,
            texts=advert.texts,
            rendered={tag: one.plain() for tag, one in whole.items()},
            closes_at=closes_at,
            person_id=person_id,
        )
    )
    await session.flush()


async def _copy(session: AsyncSession, old: UUID, new: UUID) -> None:
    """Questions and channels of the round before; the channels with tracking codes of their own."""
    for question in await store.questions(session, old):
        content = question.model_dump(exclude={"id", "created_at", "advert_id"})
        session.add(ScreeningQuestion(advert_id=new, **content))
    for channel in await store.channels(session, old):
        session.add(Channel(advert_id=new, code=channel.code, tracking_code=new_tracking_code()))


def _period(advert: Advert) -> dict[str, Any]:
    return {
        "advert_id": advert.id,
        "opens_at": advert.opens_at,
        "closes_at": advert.closes_at,
        "first_closes_at": advert.first_closes_at,
    }


async def _record(
    session: AsyncSession,
    decision: Decision,
    kind: AuditKind,
    advert: Advert,
    at: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    await audit.record_decided(
        session,
        decision,
        kind,
        about=advert.id,
        data={"version": advert.version, **(data or {})},
        at=at,
    )


RECORDERS: dict[Decided, Recorder] = {
    Decided.PUBLISH_ADVERT: record_publication,
    Decided.EXTEND_DEADLINE: record_extension,
    Decided.READVERTISE: record_repetition,
}
