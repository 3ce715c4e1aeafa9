"""Routes of the advert: written, checked, published, extended, repeated."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.kit.idempotency import KeyHeader, Route
from services.kit.problems import problems
from services.kit.web import DeskDep, IfMatch, Session, etag
from services.recruitment.acting import by, decide
from services.recruitment.advert import reading, rules, service
from services.recruitment.advert.schemas import (
    AdvertGiven,
    AdvertShown,
    ChecksShown,
    ExtensionGiven,
    NoticeShown,
    PeriodShown,
    PublicationGiven,
    RepetitionGiven,
    RepetitionShown,
)
from services.recruitment.findings import shown
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Decided, Relation

router = APIRouter(prefix="/recruitments/{recruitment_id}", tags=["advert"], route_class=Route)

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Reader = Annotated[CaseActor, Depends(in_case())]
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]


@router.get("/advert", responses=problems(401, 404))
async def get_advert(
    recruitment_id: UUID, who: Reader, session: Session, response: Response
) -> AdvertShown:
    """The advert of the last round: what was written, and the whole as applicants read it."""
    found = await reading.read(session, recruitment_id)
    response.headers["ETag"] = etag(found.version)
    return found


@router.put("/advert", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def put_advert(
    recruitment_id: UUID,
    body: AdvertGiven,
    who: Author,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> AdvertShown:
    """Write the advert; once it is published, correct its text, which makes a new version."""
    advert = await service.write(session, recruitment_id, body, by(who, *AUTHORS), if_match)
    response.headers["ETag"] = etag(advert.version)
    return await reading.read(session, recruitment_id)


@router.get("/advert/checks", responses=problems(401, 404))
async def get_checks(recruitment_id: UUID, who: Reader, session: Session) -> ChecksShown:
    """What law and good practice have to say of the advert. Errors stop its publication."""
    return await reading.read_checks(session, recruitment_id, who.actor.language)


@router.post("/internal-notice", responses=problems(401, 403, 404, 409))
async def post_internal_notice(recruitment_id: UUID, who: Author, session: Session) -> NoticeShown:
    """Record that the vacancy was announced internally before it is published (aml § 14-1)."""
    advert = await service.announce_internally(session, recruitment_id, by(who, *AUTHORS))
    return NoticeShown.model_validate(advert, from_attributes=True)


@router.post("/publication", responses=problems(401, 403, 404, 409, 422, 503))
async def post_publication(
    recruitment_id: UUID, body: PublicationGiven, who: Author, desk: DeskDep, key: KeyHeader = None
) -> PeriodShown:
    """Publish the advert of the approved post, and announce the vacancy internally."""
    result = await decide(desk, who, Decided.PUBLISH_ADVERT, AUTHORS, recruitment_id, body, key=key)
    return _period(result, who)


@router.post("/extension", responses=problems(401, 403, 404, 409, 422, 503))
async def post_extension(
    recruitment_id: UUID, body: ExtensionGiven, who: Author, desk: DeskDep, key: KeyHeader = None
) -> PeriodShown:
    """Extend the deadline; after it, until screening is complete, the advert opens again."""
    result = await decide(
        desk, who, Decided.EXTEND_DEADLINE, AUTHORS, recruitment_id, body, key=key
    )
    return _period(result, who)


@router.post("/readvertisement", responses=problems(401, 403, 404, 409, 422, 503))
async def post_readvertisement(
    recruitment_id: UUID, body: RepetitionGiven, who: Author, desk: DeskDep, key: KeyHeader = None
) -> RepetitionShown:
    """Advertise the post again, after the deadline and while nobody is nominated."""
    return RepetitionShown.model_validate(
        await decide(desk, who, Decided.READVERTISE, AUTHORS, recruitment_id, body, key=key)
    )


def _period(result: dict[str, object], who: CaseActor) -> PeriodShown:
    period = PeriodShown.model_validate(result)
    found = rules.check_period(period.opens_at, period.closes_at)
    return period.model_copy(update={"warnings": shown(found, who.actor.language)})
