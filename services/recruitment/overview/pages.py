"""What waits for somebody today, and the page of one case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Anybody
from services.kit import clock
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages.rendering import go_to, page
from services.kit.paging import PageAsked
from services.kit.processes.phases import phase_text
from services.kit.web import LanguageDep, Session
from services.messages.service import HR
from services.recruitment.impartiality.rules import LEADING, READERS
from services.recruitment.need import reading
from services.recruitment.need.listing.schemas import Wanted
from services.recruitment.need.log import read_log
from services.recruitment.overview import store
from services.recruitment.overview.case_lines import case_line, may_start
from services.recruitment.overview.store import Called
from services.recruitment.overview.track import track
from services.recruitment.overview.whatif import coming
from services.recruitment.parts import PARTS, part_text
from services.recruitment.permissions import CaseActor, in_case
from services.tasks import desk, wording
from services.tasks.desk import KEEPERS
from services.tasks.tables import Task
from workflows.payloads.codes import Phase, Relation, StepCode
from workflows.payloads.tasks import Otherwise

router = APIRouter(include_in_schema=False)

CAREER_SITE = "/adverts"
APPLICATIONS = "/my-applications"

Reader = Annotated[CaseActor, Depends(in_case())]

PAGES = (
    ("advert", _("Advert"), Phase.JOB_ANALYSIS, tuple(Relation)),
    ("conflicts", _("Conflicts of interest"), Phase.SCREENING, READERS),
    ("applicants", _("Applicants"), Phase.SCREENING, READERS),
    ("interviews", _("Interviews"), Phase.INTERVIEWS, READERS),
    ("comparison", _("Finalists compared"), Phase.NOMINATION, READERS),
    ("nomination", _("Nomination"), Phase.NOMINATION, LEADING),
    ("offer", _("Offer"), Phase.OFFER, LEADING),
    ("checks", _("Checks"), Phase.CHECKS, LEADING),
    ("contract", _("Contract"), Phase.CONTRACT, LEADING),
)
"""The later pages of a case: path, what it is called, since which phase, and for whom."""


@dataclass(frozen=True)
class TaskLine:
    """A task as a sentence with its button."""

    path: str
    headline: str
    called: Called | None
    due_at: datetime
    late: bool
    consequence: str
    name: str | None = None
    """Who has it, where that is not the reader."""


@router.get("/")
async def today(
    request: Request, who: Anybody, session: Session, asked: PageAsked, language: LanguageDep
) -> Response:
    """What waits for whoever works here, and their cases; others come to what is for them."""
    if who is None or who.outside:
        return go_to(APPLICATIONS if who else CAREER_SITE)
    found = await desk.of_person(
        session, who.person_id, asked, state="open", step=None, sort="due_at"
    )
    mine = Wanted(mine=True, open=True, sort="due_at")
    cases = await reading.read_list(session, mine, who, asked)
    return page(
        request,
        "recruitment/today.html",
        tasks=await _lines(session, found.items, language),
        cases=[case_line(one, language) for one in cases.items],
        may_start=may_start(who),
        stopped=await desk.count_operations(session, who) if who.units_with(KEEPERS) else 0,
    )


@router.get("/cases/{recruitment_id}")
async def case(
    request: Request, recruitment_id: UUID, who: Reader, session: Session, language: LanguageDep
) -> Response:
    """One case: where it stands, who has the ball, and what comes if nobody does anything."""
    shown = await reading.read(session, recruitment_id, who.actor, who.relations)
    waits = await store.waits(session, recruitment_id)
    dues = await desk.coming(session, [wait.task for wait in waits])
    closes_at = await store.closes_at(session, recruitment_id)
    lines = [_line(wait.task, language, None, wait.name) for wait in waits]
    is_mine = [wait.task.assignee_id == who.actor.person_id for wait in waits]
    return page(
        request,
        "recruitment/case.html",
        case=shown,
        steps=track(shown.phase, shown.ending, [shown.approved_at, closes_at]),
        phase=phase_text(language, shown.phase),
        mine=[line for line, own in zip(lines, is_mine, strict=True) if own],
        others=[line for line, own in zip(lines, is_mine, strict=True) if not own],
        coming=sorted(
            (each for wait in waits for each in coming(language, wait, dues[wait.task.id])),
            key=lambda each: each.at,
        ),
        members=[
            (part_text(language, part), one.name)
            for part in PARTS
            for one in shown.members
            if one.relation == part and not one.left
        ],
        pages=_pages(shown.phase, who),
        may_edit=who.has(Relation.HIRING_MANAGER, Relation.HR_ADVISER),
        sees_letters=bool(who.actor.units_with(HR)),
    )


@router.get("/cases/{recruitment_id}/log")
async def log(
    request: Request,
    recruitment_id: UUID,
    who: Reader,
    session: Session,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """What happened in a case, as a story."""
    found = await read_log(session, recruitment_id, language, asked)
    names = await store.called(session, [recruitment_id], language)
    return page(
        request,
        "recruitment/log.html",
        called=names[recruitment_id],
        case_id=recruitment_id,
        entries=found.items,
        next=found.next,
        began=asked.cursor is None,
    )


async def _lines(session: AsyncSession, tasks: Iterable[Task], language: str) -> list[TaskLine]:
    found = list(tasks)
    processes = await desk.processes(session, found)
    of = {task.id: processes.get(task.id, task.process_id) for task in found}
    names = await store.called(session, set(of.values()), language)
    return [_line(task, language, names.get(of[task.id])) for task in found]


def _line(task: Task, language: str, called: Called | None, name: str | None = None) -> TaskLine:
    step = StepCode(task.step)
    return TaskLine(
        path=f"/tasks/{task.id}",
        headline=translate(language, wording.HEADLINES[step]),
        called=called,
        due_at=task.due_at,
        late=task.due_at < clock.now(),
        consequence=wording.consequence(step, Otherwise(task.default))[language],
        name=name,
    )


def _pages(phase: Phase, who: CaseActor) -> list[tuple[str, str]]:
    """The pages of a case that have something on them, by path, for those who may read them."""
    place = list(Phase).index(phase)
    return [
        (path, label)
        for path, label, since, relations in PAGES
        if place >= list(Phase).index(since) and who.has(*relations)
    ]
