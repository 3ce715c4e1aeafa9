"""Write the advert, check it, and correct it once it is published."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.questions.kinds import Question
from services.candidates.questions.service import check_definitions
from services.kit import clock
from services.kit.errors import Conflict, Invalid
from services.kit.i18n import LANGUAGES
from services.kit.web import require_version
from services.recruitment.advert import store
from services.recruitment.advert.codes import CAREER_SITE
from services.recruitment.advert.content import draft_of, rendered, require_publishable
from services.recruitment.advert.publication import RECORDERS, add_version
from services.recruitment.advert.rules import check_advert
from services.recruitment.advert.schemas import AdvertGiven, ChannelGiven, QuestionGiven
from services.recruitment.advert.tables import Advert, Channel, ScreeningQuestion
from services.recruitment.advert.tracking import new_tracking_code
from services.recruitment.findings import Finding
from services.recruitment.need.editing import By, open_case
from services.recruitment.need.tables import Recruitment

__all__ = ["RECORDERS", "announce_internally", "check", "rendered", "write"]

STANDING = ("scheduled", "open")


async def check(session: AsyncSession, recruitment_id: UUID) -> list[Finding]:
    """What is to be said of the advert as it is written now."""
    advert = await store.latest(session, recruitment_id)
    return check_advert(await draft_of(session, advert))


async def write(
    session: AsyncSession,
    recruitment_id: UUID,
    given: AdvertGiven,
    by: By,
    if_match: str | None,
) -> Advert:
    """Replace the draft; or, once it is published, correct its text.

    A correction is a new version. It changes neither what the post demands nor what applicants
    are asked: some of them have answered.
    """
    case = await open_case(session, recruitment_id)
    advert = await store.latest(session, case.id, lock=True)
    require_version(if_match, advert.version)
    if advert.state not in ("draft", *STANDING):
        raise Conflict("advert_closed", "The advert is closed.")
    await _require_contact(session, given.contact_person_id)
    questions = [Question(**question.model_dump()) for question in given.questions]
    check_definitions(questions)
    if advert.state == "draft":
        await _replace_questions(session, advert, given.questions)
        await _replace_channels(session, advert, given.channels)
    else:
        await _require_same(session, advert, questions, given.channels)
    advert.texts = given.texts.model_dump(mode="json", exclude_none=True)
    advert.one_language_reason = given.one_language_reason
    advert.wording_reason = given.wording_reason
    advert.contact_person_id = given.contact_person_id
    advert.version += 1
    if advert.state in STANDING and advert.closes_at:
        require_publishable(await draft_of(session, advert))
        await add_version(session, advert, advert.closes_at, by.person_id)
    await _record(
        session,
        case,
        advert,
        by,
        AuditKind.ADVERT_CORRECTED if advert.state in STANDING else AuditKind.ADVERT_WRITTEN,
    )
    await session.flush()
    return advert


async def announce_internally(session: AsyncSession, recruitment_id: UUID, by: By) -> Advert:
    """Record that the vacancy was announced internally before it was published (aml § 14-1)."""
    case = await open_case(session, recruitment_id)
    advert = await store.latest(session, case.id, lock=True)
    if advert.internal_notice_at is None:
        advert.internal_notice_at = clock.now()
        await _record(session, case, advert, by, AuditKind.ADVERT_NOTICED)
    return advert


async def _require_contact(session: AsyncSession, person_id: UUID | None) -> None:
    if person_id and await store.person(session, person_id) is None:
        raise Invalid(
            "no_such_person",
            "There is no such person.",
            {"contact_person_id": "There is no such person."},
        )


async def _replace_questions(
    session: AsyncSession, advert: Advert, given: Sequence[QuestionGiven]
) -> None:
    await store.remove_questions(session, advert.id)
    session.add_all(
        ScreeningQuestion(advert_id=advert.id, position=position, **question.model_dump())
        for position, question in enumerate(given)
    )


async def _replace_channels(
    session: AsyncSession, advert: Advert, given: Sequence[ChannelGiven]
) -> None:
    """Our own career site is always among them. A channel that stays keeps its tracking code."""
    costs = {CAREER_SITE: None} | {channel.code: channel.cost for channel in given}
    present = {row.code: row for row in await store.channels(session, advert.id)}
    for code in present.keys() - costs.keys():
        await session.delete(present[code])
    for code, cost in costs.items():
        row = present.get(code) or Channel(
            advert_id=advert.id, code=code, tracking_code=new_tracking_code()
        )
        row.cost = cost
        session.add(row)


async def _require_same(
    session: AsyncSession,
    advert: Advert,
    questions: Sequence[Question],
    channels: Sequence[ChannelGiven],
) -> None:
    """A published advert keeps its questions and its channels; what a channel cost may be added."""
    asked = [
        Question(**QuestionGiven.model_validate(row).model_dump())
        for row in await store.questions(session, advert.id)
    ]
    if asked != list(questions):
        raise Conflict(
            "questions_fixed", "The advert is published: applicants may have answered already."
        )
    present = {row.code: row for row in await store.channels(session, advert.id)}
    if present.keys() != {CAREER_SITE, *(channel.code for channel in channels)}:
        raise Conflict("channels_fixed", "The advert is published, and stands in its channels.")
    for channel in channels:
        present[channel.code].cost = channel.cost


async def _record(
    session: AsyncSession, case: Recruitment, advert: Advert, by: By, kind: AuditKind
) -> None:
    await audit.record(
        session,
        kind,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        about=advert.id,
        data={"version": advert.version, "languages": [t for t in LANGUAGES if t in advert.texts]},
    )
