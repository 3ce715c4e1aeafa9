"""From a task to the page on which it is done."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.access.permissions import SignedIn
from services.kit.i18n import translate
from services.kit.pages.rendering import go_to, page
from services.kit.web import LanguageDep, Session
from services.tasks import desk, wording
from workflows.payloads.codes import StepCode

router = APIRouter(include_in_schema=False)

CASE = "/cases/{case}"
PLACES: dict[StepCode, str] = {
    StepCode.ANALYSE_JOB: "/cases/{case}/need",
    StepCode.DISCUSS_NEED: "/cases/{case}/discussion",
    StepCode.CHECK_PREFERENCE_BEFORE_ADVERT: "/cases/{case}/preference",
    StepCode.CHECK_PREFERENCE_BEFORE_OFFER: "/cases/{case}/preference",
    StepCode.APPROVE_NEED: "/cases/{case}/approval",
    StepCode.ACCEPT_DEPUTYSHIP: "/absences/{case}",
    StepCode.PUBLISH_ADVERT: "/cases/{case}/advert",
    StepCode.DECLARE_CONFLICTS: "/cases/{case}/conflicts",
    StepCode.SCREEN: "/cases/{case}/applicants",
    StepCode.SHORTLIST: "/cases/{case}/applicants/shortlist",
    StepCode.INVITE: "/cases/{case}/interviews",
    StepCode.SCORE: "/cases/{case}/scores",
    StepCode.MAKE_OFFER: "/cases/{case}/offer",
    StepCode.CHECK_IDENTITY: "/cases/{case}/checks",
    StepCode.CHECK_AUTHORISATION: "/cases/{case}/checks",
    StepCode.CHECK_POLICE_CERTIFICATE: "/cases/{case}/checks",
    StepCode.CHECK_HEALTH: "/cases/{case}/checks",
    StepCode.CHECK_LANGUAGE: "/cases/{case}/checks",
    StepCode.ISSUE_CONTRACT: "/cases/{case}/contract",
    StepCode.NOMINATE: "/cases/{case}/nomination",
    StepCode.REMARK_ON_NOMINATION: "/cases/{case}/nomination/remark",
    StepCode.DECIDE_NOMINATION: "/cases/{case}/nomination/decision",
}
"""Where a step is done; a step that is not here begins at its case.

An absence is in no case: what stands for one is the absence itself."""


@router.get("/tasks/{task_id}")
async def show(
    request: Request, task_id: UUID, who: SignedIn, session: Session, language: LanguageDep
) -> Response:
    """On to where it is done; a task that is over says so."""
    task = await desk.seen(session, who, task_id)
    step = StepCode(task.step)
    processes = await desk.processes(session, [task])
    case = processes.get(task.id, task.process_id)
    if task.state == "open":
        return go_to(PLACES.get(step, CASE).format(case=case))
    if task.state == "stopped" and await desk.keeps(session, who, task):
        return go_to(f"/operations/{task_id}")
    return page(
        request,
        "tasks/over.html",
        task=task,
        headline=translate(language, wording.HEADLINES[step]),
        case=case,
    )
