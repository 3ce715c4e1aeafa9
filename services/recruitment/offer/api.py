"""Routes of offers, checks and contracts, for the case and for the candidate."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.access.permissions import LetIn
from services.candidates.files import Files
from services.integrations.register.port import Register
from services.kit.idempotency import KeyHeader, Route
from services.kit.problems import problems
from services.kit.web import DeskDep, IfMatch, Session, etag
from services.recruitment import documents
from services.recruitment.acting import by, decide
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.offer import contracts, service
from services.recruitment.offer.rules import CheckKind, Seen
from services.recruitment.offer.schemas import (
    CheckDecided,
    CheckDecision,
    CheckList,
    CheckShown,
    ContractIssued,
    ContractShown,
    ContractWritten,
    OfferAnswer,
    OfferList,
    OfferSent,
    OfferShown,
    OfferWritten,
)
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Decided, Relation

router = APIRouter(tags=["offer"], route_class=Route)

CASE = "/recruitments/{recruitment_id}"
MINE = "/my/applications/{application_id}"


async def _register(request: Request) -> Register:
    return request.app.state.register


RegisterDep = Annotated[Register, Depends(_register)]
Leading = Annotated[CaseActor, Depends(in_case(*LEADING))]
Reader = Annotated[CaseActor, Depends(in_case(*LEADING, Relation.APPROVER))]


@router.post(f"{CASE}/offers", status_code=201, responses=problems(401, 403, 404, 409, 422, 503))
async def post_offer(
    recruitment_id: UUID, body: OfferWritten, who: Leading, desk: DeskDep, key: KeyHeader = None
) -> OfferSent:
    """Offer the post to the next ranked in the approved nomination."""
    result = await decide(desk, who, Decided.SEND_OFFER, LEADING, recruitment_id, body, key=key)
    return OfferSent.model_validate(result)


@router.get(f"{CASE}/offers", responses=problems(401, 403, 404))
async def get_offers(recruitment_id: UUID, who: Reader, session: Session) -> OfferList:
    """Every version of every offer of the case, the first first."""
    found = await service.offers_of(session, recruitment_id)
    return OfferList(items=[OfferShown.model_validate(one) for one in found])


@router.get(f"{CASE}/checks", responses=problems(401, 403, 404))
async def get_checks(
    recruitment_id: UUID, who: Reader, session: Session, register: RegisterDep
) -> CheckList:
    """The gates of every accepted offer of the case, and where to look an authorisation up."""
    found = await service.checks_to_do(session, recruitment_id, register)
    return CheckList(
        items=[
            CheckShown.model_validate(check).model_copy(update={"look_up": look_up})
            for check, look_up in found
        ]
    )


@router.post(f"{CASE}/checks/{{kind}}/decision", responses=problems(401, 403, 404, 409, 422, 503))
async def post_check(
    recruitment_id: UUID,
    kind: CheckKind,
    body: Seen,
    who: Leading,
    desk: DeskDep,
    key: KeyHeader = None,
) -> CheckDecided:
    """Record that a check was passed or failed. The paper itself is never kept."""
    content = CheckDecision(kind=kind, seen=body)
    result = await decide(
        desk, who, Decided.DECIDE_CHECK, LEADING, recruitment_id, content, key=key
    )
    return CheckDecided.model_validate(result)


@router.get(f"{CASE}/contract", responses=problems(401, 403, 404, 409))
async def get_contract(
    recruitment_id: UUID, who: Leading, session: Session, response: Response
) -> ContractShown:
    """The contract of the accepted offer; prefilled from the case until it is kept."""
    written = await contracts.read(session, recruitment_id)
    response.headers["ETag"] = etag(written.version)
    return ContractShown.of(written, who.actor.language)


@router.put(f"{CASE}/contract", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def put_contract(
    recruitment_id: UUID,
    body: ContractWritten,
    who: Leading,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> ContractShown:
    """Keep the items of the contract. It may lack some until it is issued."""
    written = await contracts.write(
        session, recruitment_id, body.items, by(who, *LEADING), if_match
    )
    response.headers["ETag"] = etag(written.version)
    return ContractShown.of(written, who.actor.language)


@router.post(f"{CASE}/contract/issue", responses=problems(401, 403, 404, 409, 422, 503))
async def post_issue(
    recruitment_id: UUID, who: Leading, desk: DeskDep, key: KeyHeader = None
) -> ContractIssued:
    """Issue the contract as a tagged PDF. Refused while an item or a check is missing."""
    result = await decide(desk, who, Decided.ISSUE_CONTRACT, LEADING, recruitment_id, key=key)
    return ContractIssued.model_validate(result)


@router.get(
    f"{CASE}/contract.pdf",
    response_class=Response,
    responses={200: documents.RESPONSE, **problems(401, 403, 404)},
)
async def get_contract_pdf(
    recruitment_id: UUID, who: Leading, session: Session, files: Files
) -> Response:
    """The contract as it was issued."""
    stored = await contracts.issued_file(session, recruitment_id)
    return documents.response(await files.get(stored), stored.filename)


@router.get(f"{MINE}/offer", responses=problems(401, 404))
async def get_own_offer(application_id: UUID, actor: LetIn, session: Session) -> OfferShown:
    """The newest version of the offer to the one who asks."""
    found = await service.own_offer(session, application_id, actor.person_id)
    return OfferShown.model_validate(found)


@router.post(f"{MINE}/offer-answer", responses=problems(401, 404, 409, 422))
async def post_offer_answer(
    application_id: UUID, body: OfferAnswer, actor: LetIn, session: Session
) -> OfferShown:
    """Accept or decline the offer, in time. An answer cannot be taken back."""
    found = await service.answer_offer(
        session, application_id, actor.person_id, body.answer, body.reason, body.version
    )
    return OfferShown.model_validate(found)


@router.get(
    f"{MINE}/contract.pdf",
    response_class=Response,
    responses={200: documents.RESPONSE, **problems(401, 404)},
)
async def get_own_contract_pdf(
    application_id: UUID, actor: LetIn, session: Session, files: Files
) -> Response:
    """One's own contract, once it is issued."""
    stored = await contracts.own_file(session, application_id, actor.person_id)
    return documents.response(await files.get(stored), stored.filename)
