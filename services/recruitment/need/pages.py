"""The guided job analysis: start a case, answer one question a page, check, submit."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import SignedIn
from services.kit import clock
from services.kit.errors import Stale
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session
from services.organisation.occupations import OCCUPATIONS, occupation_name
from services.organisation.units import service as units
from services.recruitment.acting import by, decide
from services.recruitment.need import reading, service
from services.recruitment.need.codes import Alternatives, Position
from services.recruitment.need.questions import ALTERNATIVES, QUESTIONS, Question, after
from services.recruitment.need.schemas import (
    AlternativeGiven,
    NeedChanged,
    NeedGiven,
    RecruitmentShown,
)
from services.recruitment.need.service import STARTERS
from services.recruitment.permissions import CaseActor, in_case
from services.recruitment.profile import service as profiles
from workflows.payloads.codes import Decided, Phase, Relation

router = APIRouter(include_in_schema=False, route_class=Once)

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Reader = Annotated[CaseActor, Depends(in_case())]
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]

SAVED = _("It is saved.")


@router.get("/start")
async def ask_for_start(
    request: Request, who: SignedIn, session: Session, language: LanguageDep
) -> Response:
    """The first questions of a new case."""
    return await _start_page(request, who, session, language, forms.untouched(request))


@router.post("/start")
async def start(
    request: Request, who: SignedIn, database: DatabaseDep, language: LanguageDep
) -> Response:
    """Begin a case; everything else can be answered later."""
    form = await forms.handed_in(request)
    with form.mending():
        given = NeedGiven.model_validate(
            form.filled(
                (
                    "unit_id",
                    "reason",
                    "consequence_for_patients",
                    "occupation_styrk08",
                    "wanted_start",
                )
            )
        )
        async with database.transaction() as session:
            case = await service.create(session, given, who)
        return go_to(f"/cases/{case.id}/need", "The case has begun. You can stop at any time.")
    async with database.transaction() as session:
        return await _start_page(request, who, session, language, form)


@router.get("/cases/{recruitment_id}/need")
async def overview(
    request: Request, recruitment_id: UUID, who: Reader, session: Session, language: LanguageDep
) -> Response:
    """What is answered and what is missing; the same page checks the answers before they go."""
    return await _overview(
        request, recruitment_id, who, session, language, forms.untouched(request)
    )


@router.post("/cases/{recruitment_id}/need")
async def submit(
    request: Request,
    recruitment_id: UUID,
    who: Author,
    database: DatabaseDep,
    desk: DeskDep,
    language: LanguageDep,
) -> Response:
    """Submit the need for approval."""
    form = await forms.handed_in(request)
    with form.mending():
        await decide(desk, who, Decided.SUBMIT_NEED, AUTHORS, recruitment_id, key=None)
        return go_to(f"/cases/{recruitment_id}", "The need is submitted for approval.")
    async with database.transaction() as session:
        return await _overview(request, recruitment_id, who, session, language, form)


@router.get("/cases/{recruitment_id}/need/alternatives")
async def ask_for_alternatives(
    request: Request, recruitment_id: UUID, who: Author, session: Session
) -> Response:
    """The twelve alternatives to recruiting."""
    return await _alternatives(request, recruitment_id, session, forms.untouched(request))


@router.post("/cases/{recruitment_id}/need/alternatives")
async def answer_alternatives(
    request: Request, recruitment_id: UUID, who: Author, database: DatabaseDep
) -> Response:
    """Keep the answers that are there; the rest may wait."""
    form = await forms.handed_in(request)
    answers = [(option, form.text(f"alternatives.{option}")) for option in Alternatives]
    with form.mending():
        given = [AlternativeGiven(option=one, answer=text) for one, text in answers if text]
        async with database.transaction() as session:
            await service.answer_alternatives(
                session, recruitment_id, given, by(who, *AUTHORS), form.version
            )
        return go_to(f"/cases/{recruitment_id}/need", SAVED)
    async with database.transaction() as session:
        return await _alternatives(request, recruitment_id, session, form)


@router.get("/cases/{recruitment_id}/need/{question}")
async def ask(
    request: Request,
    recruitment_id: UUID,
    question: Question,
    who: Author,
    session: Session,
    language: LanguageDep,
) -> Response:
    """One question."""
    form = forms.untouched(request)
    return await _question(request, recruitment_id, question, who, session, language, form)


@router.post("/cases/{recruitment_id}/need/{question}")
async def answer(
    request: Request,
    recruitment_id: UUID,
    question: Question,
    who: Author,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Keep an answer, and go on to the next question or back to the overview."""
    form = await forms.handed_in(request)
    with form.mending():
        given = NeedChanged.model_validate(_answers(form, question))
        async with database.transaction() as session:
            await service.change_need(
                session, recruitment_id, given, by(who, *AUTHORS), form.version
            )
        following = after(question) if form.has("next") else None
        place = f"/cases/{recruitment_id}/need"
        return go_to(f"{place}/{following}") if following else go_to(place, SAVED)
    async with database.transaction() as session:
        return await _question(request, recruitment_id, question, who, session, language, form)


def _answers(form: Form, question: Question) -> dict[str, Any]:
    """What a page holds, as the API takes it: what is left empty is emptied."""
    values: dict[str, Any] = {name: form.text(name) or None for name in QUESTIONS[question].fields}
    if "percentage" in values:
        values["percentage"] = form.number("percentage")
    return values


async def _start_page(
    request: Request, who: SignedIn, session: AsyncSession, language: str, form: Form
) -> Response:
    here = await units.below(session, who.units_with(STARTERS))
    return page(
        request,
        "need/begin.html",
        form=form,
        units=[(one.id, one.name_en or one.name if language == "en" else one.name) for one in here],
        occupations=_occupations(language),
        today=clock.today(),
    )


async def _overview(
    request: Request,
    recruitment_id: UUID,
    who: CaseActor,
    session: AsyncSession,
    language: str,
    form: Form,
) -> Response:
    case = await reading.read(session, recruitment_id, who.actor, who.relations)
    answers = await reading.read_alternatives(session, recruitment_id)
    profile = await profiles.read(session, recruitment_id, language)
    missing = {one.place for one in case.missing}
    return page(
        request,
        "need/overview.html",
        form=form,
        case=case,
        occupation=occupation_name(case.occupation_styrk08, language),
        answers=[(ALTERNATIVES[one.option], one.answer) for one in answers.alternatives],
        unanswered=len(answers.unanswered),
        missing=[one for one in case.missing if not one.place.startswith("alternatives.")],
        lacks={
            question: not missing.isdisjoint(asked.fields) for question, asked in QUESTIONS.items()
        },
        criteria=len(profile.criteria),
        profile_lacks=any(place.startswith("profile") for place in missing),
        people=", ".join(dict.fromkeys(one.name for one in case.members if not one.left)),
        people_lack=any(place.startswith("members") for place in missing),
        returned=case.approvals[-1]
        if case.approvals and not case.approvals[-1].approved and case.submitted_at is None
        else None,
        names={one.person_id: one.name for one in case.members},
        may_edit=who.has(*AUTHORS) and case.advertised_at is None and case.ending is None,
        may_submit=who.has(*AUTHORS) and case.phase is Phase.JOB_ANALYSIS,
    )


async def _alternatives(
    request: Request, recruitment_id: UUID, session: AsyncSession, form: Form
) -> Response:
    shown = await reading.read_alternatives(session, recruitment_id)
    return page(
        request,
        "need/alternatives.html",
        form=form,
        case_id=recruitment_id,
        questions=ALTERNATIVES,
        answers={one.option: one.answer for one in shown.alternatives},
        version=shown.version,
        stale=form.said_by(Stale),
    )


async def _question(
    request: Request,
    recruitment_id: UUID,
    question: Question,
    who: CaseActor,
    session: AsyncSession,
    language: str,
    form: Form,
) -> Response:
    case: RecruitmentShown = await reading.read(session, recruitment_id, who.actor, who.relations)
    return page(
        request,
        f"need/{question}.html",
        form=form,
        case=case,
        asked=QUESTIONS[question],
        following=after(question),
        occupations=_occupations(language),
        positions=list(Position),
        stale=form.said_by(Stale),
        today=clock.today(),
    )


def _occupations(language: str) -> list[tuple[str, str]]:
    return sorted(
        ((code, occupation_name(code, language)) for code in OCCUPATIONS), key=lambda one: one[1]
    )
