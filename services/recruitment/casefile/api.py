"""Routes of the decision file."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from services.candidates.files import Files
from services.kit import clock
from services.kit.i18n import Language
from services.kit.problems import problems
from services.kit.web import DatabaseDep, Session
from services.recruitment import documents
from services.recruitment.casefile import service
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Relation

router = APIRouter(prefix="/recruitments/{recruitment_id}", tags=["decision file"])

Reader = Annotated[
    CaseActor,
    Depends(in_case(Relation.HIRING_MANAGER, Relation.HR_ADVISER, Relation.APPROVER)),
]
Adviser = Annotated[CaseActor, Depends(in_case(Relation.HR_ADVISER))]


class Origin(BaseModel):
    """Where a fact comes from."""

    table: str
    id: UUID
    by: UUID | None
    on_authority_of: UUID | None
    at: datetime | None
    events: list[int] = Field(description="Numbers of events in the log of the case.")


class Fact(BaseModel):
    """One fact and its origin."""

    values: dict[str, Any]
    origin: Origin


class LoggedEvent(BaseModel):
    """One event of the case's chain; `hash` is over the event and `previous_hash`."""

    number: int
    at: datetime
    kind: str
    actor_id: UUID | None
    on_authority_of: UUID | None
    about: UUID | None
    data: dict[str, Any]
    previous_hash: str
    hash: str


class DecisionFileShown(BaseModel):
    """Everything the decision stood on."""

    recruitment_id: UUID
    title: str
    unit: str
    employer: str
    ending: str | None
    written_at: datetime
    people: dict[UUID, str] = Field(description="Names of whom the facts mention by id.")
    sections: dict[str, list[Fact]]
    log: list[LoggedEvent]


@router.get("/decision-file", responses=problems(401, 403, 404, 409))
async def get_decision_file(
    recruitment_id: UUID, who: Reader, session: Session
) -> DecisionFileShown:
    """The decision file of a closed case."""
    found = await service.kept(session, recruitment_id, _readers(who))
    return DecisionFileShown.model_validate(found.content)


@router.get("/decision-file/draft", responses=problems(401, 403, 404))
async def get_draft(recruitment_id: UUID, who: Adviser, session: Session) -> DecisionFileShown:
    """What the file would say now, for the HR adviser. Refused while marks are sealed.

    Until every application is screened it says nothing of applicants: the review is blind.
    """
    content = await service.draft(session, recruitment_id, who.actor.person_id, _readers(who))
    return DecisionFileShown.model_validate(content)


@router.get(
    "/decision-file.pdf",
    response_class=Response,
    responses={200: documents.RESPONSE, **problems(401, 403, 404, 409)},
)
async def get_decision_file_pdf(
    recruitment_id: UUID,
    who: Reader,
    database: DatabaseDep,
    files: Files,
    language: Annotated[
        Language, Query(description="`nb` is the file that was kept; `en` is drawn from it.")
    ] = "nb",
) -> Response:
    """The decision file as a tagged PDF."""
    async with database.transaction() as session:
        found = await service.kept(session, recruitment_id, _readers(who))
    if language == "nb":
        return documents.response(await files.get(found.file), found.file.filename)
    pdf = await service.draw(found.content, language, clock.now())
    return documents.response(pdf, found.file.filename)


def _readers(who: CaseActor) -> list[UUID]:
    """Who asks, and whoever that person acts for."""
    return [who.actor.person_id, *who.on_authority_of.values()]
