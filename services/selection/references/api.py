"""Routes of references: the candidate's, the referee's, and the case's."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.access.permissions import LetIn
from services.kit.idempotency import KeyHeader, Route
from services.kit.paging import PageAsked
from services.kit.problems import problems
from services.kit.web import DeskDep, Session
from services.selection.parts import Confidential, Leading, decide
from services.selection.references import naming, service
from services.selection.references.schemas import (
    AskedList,
    AskedShown,
    CommentGiven,
    QuestionShown,
    RefereesGiven,
    RefereeShown,
    RefereesShown,
    ReferenceGiven,
    ReferenceReceived,
    ReferencesAsked,
    ReferenceShown,
    ReferencesShown,
    RequestShown,
)
from services.selection.references.service import Purpose
from workflows.payloads.codes import Decided

router = APIRouter(tags=["selection"], route_class=Route)

MINE = "/my/applications/{application_id}"
CASE = "/recruitments/{recruitment_id}"
Why = Annotated[Purpose, Query(description="Stands in the log of readings.")]


@router.get(f"{MINE}/referees", responses=problems(401, 404))
async def get_referees(application_id: UUID, actor: LetIn, session: Session) -> RefereesShown:
    """Your referees, who has been asked, and what counts against you."""
    return RefereesShown.of(await naming.named(session, actor.person_id, application_id))


@router.put(f"{MINE}/referees", responses=problems(401, 404, 409, 422))
async def put_referees(
    application_id: UUID, body: RefereesGiven, actor: LetIn, session: Session
) -> RefereesShown:
    """Name your referees, at least two. Naming somebody is your consent to ask them."""
    referees = [one.named() for one in body.referees]
    return RefereesShown.of(await naming.name(session, actor.person_id, application_id, referees))


@router.post(f"{MINE}/references/{{reference_id}}/comment", responses=problems(401, 404, 409, 422))
async def post_comment(
    application_id: UUID,
    reference_id: UUID,
    body: CommentGiven,
    actor: LetIn,
    session: Session,
) -> RefereeShown:
    """Comment on what a referee says against you; whoever reads the reference reads it too."""
    row = await naming.comment(session, actor.person_id, application_id, reference_id, body.comment)
    return RefereeShown.of(row, await naming.address(session, row))


@router.post(
    f"{CASE}/applications/{{application_id}}/references/request",
    responses=problems(401, 403, 404, 409, 503),
)
async def post_reference_request(
    recruitment_id: UUID,
    application_id: UUID,
    who: Leading,
    desk: DeskDep,
    key: KeyHeader = None,
) -> ReferencesAsked:
    """Have the applicant's referees asked, each by a link of their own."""
    content = {"application_id": str(application_id)}
    result = await decide(desk, who, Decided.ASK_REFERENCES, content, key)
    return ReferencesAsked.model_validate(result)


@router.get(f"{CASE}/references", responses=problems(401, 403, 404, 422))
async def get_references(
    recruitment_id: UUID,
    who: Confidential,
    session: Session,
    asked: PageAsked,
    application_id: Annotated[UUID | None, Query(description="Of one applicant.")] = None,
    purpose: Why = Purpose.ASSESSMENT,
) -> ReferencesShown:
    """What referees have said. Every reading is logged with its purpose."""
    found = await service.read(session, who, application_id, purpose, asked)
    questions = await service.questions(session, recruitment_id)
    return ReferencesShown(
        items=[ReferenceShown.of(*each) for each in found.items],
        next=found.next,
        questions=[QuestionShown.of(one) for one in questions],
    )


@router.get("/my/references", responses=problems(401))
async def get_my_references(actor: LetIn, session: Session) -> AskedList:
    """The references you are asked for, the latest first."""
    found = await service.asked_of(session, actor.person_id)
    return AskedList(items=[AskedShown.of(row) for row in found])


@router.get("/references/{reference_id}/answers", responses=problems(401, 404))
async def get_reference_request(reference_id: UUID, actor: LetIn, session: Session) -> RequestShown:
    """What you are asked as a referee, about whom and for which post."""
    return RequestShown.of(await service.request(session, actor.person_id, reference_id))


@router.post(
    "/references/{reference_id}/answers",
    status_code=201,
    responses=problems(401, 404, 409, 410, 422),
)
async def post_reference_answers(
    reference_id: UUID, body: ReferenceGiven, actor: LetIn, session: Session
) -> ReferenceReceived:
    """Give the reference, once. What you mark as speaking against them the applicant may read."""
    row = await service.give(
        session,
        actor.person_id,
        reference_id,
        body.given(),
        despite_warnings=body.despite_warnings,
        language=actor.language,
    )
    return ReferenceReceived(id=row.id, received_at=row.received_at)
