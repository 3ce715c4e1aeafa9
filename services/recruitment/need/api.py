"""Routes of cases: the need, its alternatives, its members, and what is decided of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.access.permissions import SignedIn
from services.kit.idempotency import KeyHeader, Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import DeskDep, IfMatch, Session, etag
from services.recruitment.acting import by, decide
from services.recruitment.need import approval, reading, service
from services.recruitment.need.listing.schemas import WantedDep
from services.recruitment.need.log import read_log
from services.recruitment.need.schemas import (
    AlternativesGiven,
    AlternativesShown,
    ApprovalGiven,
    Decided,
    DiscussionGiven,
    DiscussionShown,
    LogEntry,
    MembersGiven,
    MembersShown,
    NeedChanged,
    NeedGiven,
    PreferenceCheckGiven,
    PreferenceCheckShown,
    ReasonGiven,
    RecruitmentListed,
    RecruitmentShown,
)
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Decided as Kind
from workflows.payloads.codes import Relation

router = APIRouter(prefix="/recruitments", tags=["recruitment"], route_class=Route)

Reader = Annotated[CaseActor, Depends(in_case())]
Author = Annotated[CaseActor, Depends(in_case(Relation.HIRING_MANAGER, Relation.HR_ADVISER))]
Representative = Annotated[CaseActor, Depends(in_case(Relation.UNION_REPRESENTATIVE))]
Adviser = Annotated[CaseActor, Depends(in_case(Relation.HR_ADVISER))]
Approver = Annotated[CaseActor, Depends(in_case(Relation.APPROVER))]

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)


@router.post("", status_code=201, responses=problems(401, 403, 404, 422))
async def post_recruitment(
    body: NeedGiven, actor: SignedIn, session: Session, response: Response
) -> RecruitmentShown:
    """Start a case. For leaders of the unit, or of one above it, and its HR."""
    case = await service.create(session, body, actor)
    response.headers["ETag"] = etag(case.version)
    response.headers["Location"] = f"/api/v1/recruitments/{case.id}"
    return await reading.read(session, case.id, actor, AUTHORS)


@router.get("", responses=problems(401, 403, 422))
async def get_recruitments(
    wanted: WantedDep, asked: PageAsked, actor: SignedIn, session: Session
) -> Page[RecruitmentListed]:
    """The cases you have a part in, and those of units whose HR or approver you are."""
    return await reading.read_list(session, wanted, actor, asked)


@router.get("/{recruitment_id}", responses=problems(401, 404))
async def get_recruitment(
    recruitment_id: UUID, who: Reader, session: Session, response: Response
) -> RecruitmentShown:
    """A case, with what its need still lacks."""
    shown = await reading.read(session, recruitment_id, who.actor, who.relations)
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.patch("/{recruitment_id}", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def patch_recruitment(
    recruitment_id: UUID,
    body: NeedChanged,
    who: Author,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> RecruitmentShown:
    """Change the need, until the post is advertised. A change to what is approved voids that."""
    case, voided = await service.change_need(
        session, recruitment_id, body, by(who, *AUTHORS), if_match
    )
    response.headers["ETag"] = etag(case.version)
    return await reading.read(
        session, recruitment_id, who.actor, who.relations, approval_voided=voided
    )


@router.get("/{recruitment_id}/alternatives", responses=problems(401, 404))
async def get_alternatives(
    recruitment_id: UUID, who: Reader, session: Session, response: Response
) -> AlternativesShown:
    """The alternatives to recruiting, and those that have no answer yet."""
    shown = await reading.read_alternatives(session, recruitment_id)
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.put("/{recruitment_id}/alternatives", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def put_alternatives(
    recruitment_id: UUID,
    body: AlternativesGiven,
    who: Author,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> AlternativesShown:
    """Answer the alternatives; the answers replace the ones before."""
    case, voided = await service.answer_alternatives(
        session, recruitment_id, body.alternatives, by(who, *AUTHORS), if_match
    )
    response.headers["ETag"] = etag(case.version)
    return await reading.read_alternatives(session, recruitment_id, approval_voided=voided)


@router.get("/{recruitment_id}/members", responses=problems(401, 404))
async def get_members(
    recruitment_id: UUID, who: Reader, session: Session, response: Response
) -> MembersShown:
    """Who has which part in the case, and who had."""
    shown = await reading.read_members(session, recruitment_id)
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.put("/{recruitment_id}/members", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def put_members(
    recruitment_id: UUID,
    body: MembersGiven,
    who: Author,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> MembersShown:
    """Say who has which part from now on. Who is left out leaves the case."""
    case = await service.set_members(
        session, recruitment_id, body.members, by(who, *AUTHORS), if_match
    )
    response.headers["ETag"] = etag(case.version)
    return await reading.read_members(session, recruitment_id)


@router.post("/{recruitment_id}/submission", responses=problems(401, 403, 404, 409, 422, 503))
async def post_submission(
    recruitment_id: UUID, who: Author, desk: DeskDep, key: KeyHeader = None
) -> Decided:
    """Submit the need for approval. Refused while something is missing; `fields` says what."""
    return Decided.model_validate(
        await decide(desk, who, Kind.SUBMIT_NEED, AUTHORS, recruitment_id, key=key)
    )


@router.post(
    "/{recruitment_id}/discussion", status_code=201, responses=problems(401, 403, 404, 409, 422)
)
async def post_discussion(
    recruitment_id: UUID, body: DiscussionGiven, who: Representative, session: Session
) -> DiscussionShown:
    """What the union representative has to say of the submitted need (aml § 14-1 b)."""
    row = await approval.discuss(
        session, recruitment_id, body.remark, by(who, Relation.UNION_REPRESENTATIVE)
    )
    return DiscussionShown.model_validate(row)


@router.post(
    "/{recruitment_id}/preference-checks",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422),
)
async def post_preference_check(
    recruitment_id: UUID, body: PreferenceCheckGiven, who: Adviser, session: Session
) -> PreferenceCheckShown:
    """What HR found of preferential rights to the post (aml §§ 14-2, 14-3)."""
    row = await approval.check_preference(
        session, recruitment_id, body, by(who, Relation.HR_ADVISER)
    )
    return PreferenceCheckShown.model_validate(row)


@router.post("/{recruitment_id}/approval", responses=problems(401, 403, 404, 409, 422, 503))
async def post_approval(
    recruitment_id: UUID, body: ApprovalGiven, who: Approver, desk: DeskDep, key: KeyHeader = None
) -> Decided:
    """Approve the need, or return it with a reason. Not for whoever wrote it."""
    return Decided.model_validate(
        await decide(
            desk, who, Kind.DECIDE_NEED, (Relation.APPROVER,), recruitment_id, body, key=key
        )
    )


@router.post("/{recruitment_id}/cancellation", responses=problems(401, 403, 404, 409, 422, 503))
async def post_cancellation(
    recruitment_id: UUID, body: ReasonGiven, who: Author, desk: DeskDep, key: KeyHeader = None
) -> Decided:
    """Cancel the case. Everybody who has applied is told."""
    return Decided.model_validate(
        await decide(desk, who, Kind.CANCEL_CASE, AUTHORS, recruitment_id, body, key=key)
    )


@router.post("/{recruitment_id}/failure", responses=problems(401, 403, 404, 409, 422, 503))
async def post_failure(
    recruitment_id: UUID, body: ReasonGiven, who: Author, desk: DeskDep, key: KeyHeader = None
) -> Decided:
    """End the search without an appointment. Everybody who has applied is told."""
    return Decided.model_validate(
        await decide(desk, who, Kind.FAIL_SEARCH, AUTHORS, recruitment_id, body, key=key)
    )


@router.get("/{recruitment_id}/log", responses=problems(401, 404, 422))
async def get_log(
    recruitment_id: UUID, who: Reader, session: Session, asked: PageAsked
) -> Page[LogEntry]:
    """What happened in the case, as sentences, with on whose authority."""
    return await read_log(session, recruitment_id, who.actor.language, asked)
