"""Routes of the interview kit and of interviews."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.access.permissions import LetIn
from services.kit.idempotency import KeyHeader, Route
from services.kit.problems import problems
from services.kit.web import DatabaseDep, DeskDep, IfMatch, Session, etag
from services.selection.interviews import kit, service
from services.selection.interviews.schemas import (
    AnswerGiven,
    AnswerShown,
    CancellationGiven,
    InterviewRecorded,
    InterviewsEnded,
    InterviewShown,
    InterviewsShown,
    InvitationGiven,
    KitGiven,
    KitShown,
    MoveGiven,
)
from services.selection.parts import Leading, Reader, decide
from workflows.payloads.codes import Decided

router = APIRouter(tags=["selection"], route_class=Route)

CASE = "/recruitments/{recruitment_id}"


@router.get(f"{CASE}/interview-kit", responses=problems(401, 403, 404))
async def get_interview_kit(
    recruitment_id: UUID, who: Reader, session: Session, response: Response
) -> KitShown:
    """The questions everyone is asked, with the anchors of the marks from the profile."""
    shown = KitShown.of(await kit.read(session, recruitment_id), who.actor.language)
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.put(f"{CASE}/interview-kit", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def put_interview_kit(
    recruitment_id: UUID,
    body: KitGiven,
    who: Leading,
    session: Session,
    response: Response,
    if_match: IfMatch = None,
) -> KitShown:
    """Write the questions; `warnings` says what to think about. Fixed at the first invitation."""
    questions = [question.model_dump() for question in body.questions]
    shown = KitShown.of(await kit.write(session, who, questions, if_match), who.actor.language)
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.get(f"{CASE}/interviews", responses=problems(401, 403, 404))
async def get_interviews(recruitment_id: UUID, who: Reader, session: Session) -> InterviewsShown:
    """The interviews of the case by time, with what the applicants answered."""
    found = await service.listed(session, who)
    return InterviewsShown(items=[InterviewShown.of(*each) for each in found])


@router.post(
    f"{CASE}/interviews",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422, 503),
)
async def post_interview(
    recruitment_id: UUID,
    body: InvitationGiven,
    who: Leading,
    desk: DeskDep,
    key: KeyHeader = None,
) -> InterviewRecorded:
    """Invite a shortlisted applicant; the invitation with its calendar part is sent at once."""
    result = await decide(desk, who, Decided.INVITE, body.model_dump(mode="json"), key)
    return InterviewRecorded.model_validate(result)


@router.post(f"{CASE}/interviews/end", responses=problems(401, 403, 404, 409, 503))
async def post_interviews_end(
    recruitment_id: UUID, who: Leading, desk: DeskDep, key: KeyHeader = None
) -> InterviewsEnded:
    """All interviews are held. Refused while one is neither held nor called off."""
    return InterviewsEnded.model_validate(await decide(desk, who, Decided.END_INTERVIEWS, {}, key))


@router.patch(
    f"{CASE}/interviews/{{interview_id}}",
    responses=problems(401, 403, 404, 409, 412, 422, 428, 503),
)
async def patch_interview(
    recruitment_id: UUID,
    interview_id: UUID,
    body: MoveGiven,
    who: Leading,
    database: DatabaseDep,
    desk: DeskDep,
    response: Response,
    key: KeyHeader = None,
    if_match: IfMatch = None,
) -> InterviewRecorded:
    """Move an interview; the applicant's calendar is told. `If-Match` is its `version`."""
    async with database.transaction() as session:
        version = await service.require_read(session, recruitment_id, interview_id, if_match)
    content = {
        "interview_id": str(interview_id),
        "version": version,
        **body.model_dump(mode="json"),
    }
    result = await decide(desk, who, Decided.MOVE_INTERVIEW, content, key)
    recorded = InterviewRecorded.model_validate(result)
    response.headers["ETag"] = etag(recorded.sequence)
    return recorded


@router.post(
    f"{CASE}/interviews/{{interview_id}}/cancellation",
    responses=problems(401, 403, 404, 409, 422, 503),
)
async def post_interview_cancellation(
    recruitment_id: UUID,
    interview_id: UUID,
    body: CancellationGiven,
    who: Leading,
    desk: DeskDep,
    key: KeyHeader = None,
) -> InterviewRecorded:
    """Call an interview off, with the reason; the applicant's calendar is told."""
    content = {"interview_id": str(interview_id), **body.model_dump(mode="json")}
    return InterviewRecorded.model_validate(
        await decide(desk, who, Decided.CANCEL_INTERVIEW, content, key)
    )


@router.post(
    "/my/applications/{application_id}/interview-answer",
    responses=problems(401, 404, 409, 422),
)
async def post_interview_answer(
    application_id: UUID, body: AnswerGiven, actor: LetIn, session: Session
) -> AnswerShown:
    """The candidate accepts the interview, or asks for another time."""
    row = await service.answer(session, actor.person_id, application_id, body.answer, body.note)
    return AnswerShown(
        starts_at=row.starts_at, minutes=row.minutes, place=row.place, state=row.state
    )
