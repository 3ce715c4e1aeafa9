"""What waits for me, and the operations list of what waits for nobody or too long."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.access.permissions import SignedIn
from services.kit.i18n import translate
from services.kit.idempotency import KeyHeader, Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session
from services.tasks import desk, wording
from services.tasks.operations import Action
from services.tasks.tables import Task
from workflows.payloads.codes import StepCode

router = APIRouter(tags=["tasks"], route_class=Route)

State = Literal["open", "stopped", "done", "defaulted", "skipped", "dropped"]
Sort = Literal["due_at", "-due_at", "created_at", "-created_at"]


class TaskOut(BaseModel):
    """One wait for one person: what is asked, by when, and what happens otherwise."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0c6f1a52-6a0c-4a7e-9d0a-0d6f6ad6a1a4",
                    "step": "approve_need",
                    "headline": "Approve or return the need",
                    "process_id": "a3f7a3ff-5d5b-4f3c-8f5d-3f0f6f0f9c11",
                    "about": None,
                    "relation": "approver",
                    "state": "open",
                    "owner_id": "5b0d3cc0-1a5b-4a51-8a6f-6f1c9be4b8ab",
                    "assignee_id": "5b0d3cc0-1a5b-4a51-8a6f-6f1c9be4b8ab",
                    "on_authority_of": None,
                    "due_at": "2026-12-04T22:59:59Z",
                    "consequence": "If nobody answers, it goes to the superior and then stops "
                    "on the operations list.",
                    "settled_at": None,
                    "outcome": None,
                    "reason": None,
                }
            ]
        }
    )

    id: UUID
    step: StepCode
    headline: str
    process_id: UUID
    about: UUID | None
    relation: str
    state: State
    owner_id: UUID | None
    assignee_id: UUID | None
    on_authority_of: UUID | None
    due_at: datetime
    consequence: str
    settled_at: datetime | None
    outcome: str | None
    reason: str | None


class Reassignment(BaseModel):
    """Who is to have the task instead, and why."""

    person_id: UUID
    reason: str = Field(min_length=3, max_length=2000)


class Resolution(BaseModel):
    """What is done about a step that stands still: asked again, or passed over."""

    action: Action
    reason: str = Field(min_length=3, max_length=2000)


def shown(task: Task, language: str, processes: Mapping[UUID, UUID]) -> TaskOut:
    """A task in the reader's language; `processes` as `desk.processes` gives them."""
    step = StepCode(task.step)
    return TaskOut(
        headline=translate(language, wording.HEADLINES[step]),
        consequence=wording.consequence(step, wording.Otherwise(task.default))[language],
        **task.model_dump(exclude={"created_at", "process_id"}),
        process_id=processes.get(task.id, task.process_id),
    )


@router.get("/tasks", responses=problems(401, 403, 422))
async def list_tasks(
    who: SignedIn,
    session: Session,
    asked: PageAsked,
    language: LanguageDep,
    state: State | None = "open",
    step: StepCode | None = None,
    sort: Annotated[Sort, Query()] = "due_at",
) -> Page[TaskOut]:
    """My tasks: what waits for me as owner, deputy or superior, the first due first."""
    page = await desk.of_person(session, who.person_id, asked, state=state, step=step, sort=sort)
    processes = await desk.processes(session, page.items)
    return page.shown(lambda task: shown(task, language, processes))


@router.get("/tasks/{task_id}", responses=problems(401, 403, 404))
async def get_task(
    task_id: UUID, who: SignedIn, session: Session, language: LanguageDep
) -> TaskOut:
    """One task, for who has it and for who keeps the operations list."""
    task = await desk.seen(session, who, task_id)
    return shown(task, language, await desk.processes(session, [task]))


@router.post("/tasks/{task_id}/reassignment", responses=problems(401, 403, 404, 409, 422))
async def reassign(
    task_id: UUID,
    body: Reassignment,
    who: SignedIn,
    session: Session,
    language: LanguageDep,
    key: KeyHeader = None,
) -> TaskOut:
    """Give a task that waits to somebody else; they are written to."""
    task = await desk.reassign(session, who, task_id, body.person_id, body.reason)
    return shown(task, language, await desk.processes(session, [task]))


@router.post("/tasks/{task_id}/reminder", responses=problems(401, 403, 404, 409, 422))
async def remind(
    task_id: UUID,
    who: SignedIn,
    session: Session,
    language: LanguageDep,
    key: KeyHeader = None,
) -> TaskOut:
    """Have whoever has a task reminded now, beside the reminder that comes by itself.

    Once a day, and never oneself; candidates and referees are reminded by the process only.
    """
    task = await desk.remind(session, who, task_id)
    return shown(task, language, await desk.processes(session, [task]))


@router.get("/operations", responses=problems(401, 403, 422))
async def list_operations(
    who: SignedIn,
    session: Session,
    asked: PageAsked,
    language: LanguageDep,
    sort: Annotated[Sort, Query()] = "due_at",
) -> Page[TaskOut]:
    """What has stopped or is late in the units whose operations I keep (HR and operators).

    `see_to_failure` is something a process has done for it and has tried for five minutes; its
    `reason` names it, the kind of error and the attempt. It is off the list when it succeeds.
    """
    page = await desk.operations(session, who, asked, sort=sort)
    processes = await desk.processes(session, page.items)
    return page.shown(lambda task: shown(task, language, processes))


@router.post("/operations/{task_id}/resolution", responses=problems(401, 403, 404, 409, 422, 503))
async def resolve(
    task_id: UUID,
    body: Resolution,
    who: SignedIn,
    database: DatabaseDep,
    decisions: DeskDep,
    key: KeyHeader = None,
) -> dict[str, object]:
    """Retry or redo a step, or pass over it, with a reason; the process goes on from there.

    Only what a case can do without is passed over, and only when it is late or has stopped; a
    failed letter is sent again at `/messages/{id}/resend`, `about` being its id, and what is
    tried until it succeeds is answered by nobody.
    """
    return await desk.resolve(database, decisions, who, task_id, body.action, body.reason, key)
