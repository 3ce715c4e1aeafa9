"""Routes of the ranking and the nomination."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.kit.idempotency import KeyHeader, Route
from services.kit.problems import problems
from services.kit.web import DeskDep, IfMatch, Session, etag
from services.recruitment.acting import by, decide
from services.recruitment.impartiality.rules import LEADING, READERS
from services.recruitment.nomination import ranking, service
from services.recruitment.nomination.schemas import (
    Decided as DecidedShown,
)
from services.recruitment.nomination.schemas import (
    DecisionWritten,
    MissingList,
    MissingShown,
    NominationShown,
    NominationWritten,
    RankingShown,
    RemarkShown,
    RemarkWritten,
    Submitted,
)
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Decided, Relation

router = APIRouter(prefix="/recruitments/{recruitment_id}", tags=["nomination"], route_class=Route)

Reader = Annotated[
    CaseActor,
    Depends(in_case(*READERS)),
]
AUTHOR = LEADING
"""The leader; HR in the place of a leader with a conflict with somebody nominated."""
APPROVER = (Relation.APPROVER,)
Author = Annotated[CaseActor, Depends(in_case(*AUTHOR))]
Representative = Annotated[CaseActor, Depends(in_case(Relation.UNION_REPRESENTATIVE))]
Approver = Annotated[CaseActor, Depends(in_case(*APPROVER))]


def readers(who: CaseActor) -> set[UUID]:
    """The person who asks and whoever that person acts for."""
    return {who.actor.person_id, *who.on_authority_of.values()}


@router.get("/ranking", responses=problems(401, 403, 404))
async def get_ranking(recruitment_id: UUID, who: Reader, session: Session) -> RankingShown:
    """The ranking by the formula, as advice. Refused while the scores are sealed."""
    found = await ranking.read(session, recruitment_id, who.actor.person_id, readers(who))
    return RankingShown.of(found, who.actor.person_id)


@router.get("/nomination", responses=problems(401, 403, 404))
async def get_nomination(
    recruitment_id: UUID, who: Reader, session: Session, response: Response
) -> NominationShown:
    """The nomination begun last, with the union representative's remark."""
    shown = NominationShown.of(
        await service.read(session, recruitment_id, who.actor.person_id, readers(who))
    )
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.put("/nomination", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def put_nomination(
    recruitment_id: UUID,
    body: NominationWritten,
    who: Author,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> NominationShown:
    """Draft the nomination. The order is the author's, with a written reason for every place."""
    whole = await service.write(
        session,
        recruitment_id,
        [entry.entry() for entry in body.entries],
        body.summary,
        by=by(who, *AUTHOR),
        readers=readers(who),
        if_match=if_match,
    )
    response.headers["ETag"] = etag(whole.nomination.version)
    return NominationShown.of(whole)


@router.get("/nomination/missing", responses=problems(401, 403, 404))
async def get_missing(recruitment_id: UUID, who: Reader, session: Session) -> MissingList:
    """What is mandatory and missing, what it holds up, and what is only worth knowing."""
    found = await service.read_missing(session, recruitment_id, who.actor.person_id, readers(who))
    return MissingList(items=[MissingShown.of(one, who.actor.language) for one in found])


@router.post("/nomination/remark", status_code=201, responses=problems(401, 403, 404, 409))
async def post_remark(
    recruitment_id: UUID, body: RemarkWritten, who: Representative, session: Session
) -> RemarkShown:
    """The union representative's remark on the submitted nomination."""
    row = await service.write_remark(
        session, recruitment_id, body.remark, by(who, Relation.UNION_REPRESENTATIVE)
    )
    return RemarkShown(person_id=row.person_id, remark=row.remark, recorded_at=row.created_at)


@router.post("/nomination/submission", responses=problems(401, 403, 404, 409, 422, 503))
async def post_submission(
    recruitment_id: UUID, who: Author, desk: DeskDep, key: KeyHeader = None
) -> Submitted:
    """Submit the draft. Refused while something mandatory is missing; `fields` says what."""
    result = await decide(desk, who, Decided.SUBMIT_NOMINATION, AUTHOR, recruitment_id, key=key)
    return Submitted.model_validate(result)


@router.post("/nomination/decision", responses=problems(401, 403, 404, 409, 422, 503))
async def post_decision(
    recruitment_id: UUID, body: DecisionWritten, who: Approver, desk: DeskDep, key: KeyHeader = None
) -> DecidedShown:
    """Approve the nomination, or return it with a reason. Not for its author."""
    result = await decide(
        desk, who, Decided.DECIDE_NOMINATION, APPROVER, recruitment_id, body, key=key
    )
    return DecidedShown.model_validate(result)
