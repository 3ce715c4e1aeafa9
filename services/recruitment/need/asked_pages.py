"""What others are asked about a need: the approver, the union representative, and HR."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session
from services.organisation.occupations import occupation_name
from services.recruitment.acting import by, decide
from services.recruitment.need import approval, reading
from services.recruitment.need.codes import Stage
from services.recruitment.need.questions import ALTERNATIVES
from services.recruitment.need.schemas import (
    ApprovalGiven,
    DiscussionGiven,
    PreferenceCheckGiven,
)
from services.recruitment.permissions import CaseActor, in_case
from services.recruitment.profile import service as profiles
from workflows.payloads.codes import Decided, Phase, Relation

router = APIRouter(prefix="/cases/{recruitment_id}", include_in_schema=False, route_class=Once)

Representative = Annotated[CaseActor, Depends(in_case(Relation.UNION_REPRESENTATIVE))]
Adviser = Annotated[CaseActor, Depends(in_case(Relation.HR_ADVISER))]
Approver = Annotated[CaseActor, Depends(in_case(Relation.APPROVER))]

ANSWERED = _("Thank you. Your answer is recorded.")


@router.get("/approval")
async def ask_approver(
    request: Request, recruitment_id: UUID, who: Approver, session: Session, language: LanguageDep
) -> Response:
    """The need, and the question whether it is approved."""
    form = forms.untouched(request)
    return await _page(request, "approval", recruitment_id, who, session, language, form)


@router.post("/approval")
async def approve(
    request: Request,
    recruitment_id: UUID,
    who: Approver,
    database: DatabaseDep,
    desk: DeskDep,
    language: LanguageDep,
) -> Response:
    """Approve, or return with a reason."""
    form = await forms.handed_in(request)
    with form.mending():
        given = ApprovalGiven.model_validate(
            {
                "approved": form.text("decision") == "approve",
                "reason": form.text("reason") or None,
                "version": form.number("version"),
            }
        )
        parts = (Relation.APPROVER,)
        await decide(desk, who, Decided.DECIDE_NEED, parts, recruitment_id, given, key=None)
        return go_to(f"/cases/{recruitment_id}", ANSWERED)
    async with database.transaction() as session:
        return await _page(request, "approval", recruitment_id, who, session, language, form)


@router.get("/discussion")
async def ask_representative(
    request: Request,
    recruitment_id: UUID,
    who: Representative,
    session: Session,
    language: LanguageDep,
) -> Response:
    """The need, and the question what the union has to say of it."""
    form = forms.untouched(request)
    return await _page(request, "discussion", recruitment_id, who, session, language, form)


@router.post("/discussion")
async def discuss(
    request: Request,
    recruitment_id: UUID,
    who: Representative,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Take in a remark, or that there is none."""
    form = await forms.handed_in(request)
    with form.mending():
        given = DiscussionGiven(remark=form.text("remark") or None)
        async with database.transaction() as session:
            acting = by(who, Relation.UNION_REPRESENTATIVE)
            await approval.discuss(session, recruitment_id, given.remark, acting)
        return go_to(f"/cases/{recruitment_id}", ANSWERED)
    async with database.transaction() as session:
        return await _page(request, "discussion", recruitment_id, who, session, language, form)


@router.get("/preference")
async def ask_adviser(
    request: Request, recruitment_id: UUID, who: Adviser, session: Session, language: LanguageDep
) -> Response:
    """The need, and the question whether anybody has a preferential right to the post."""
    form = forms.untouched(request)
    return await _page(request, "preference", recruitment_id, who, session, language, form)


@router.post("/preference")
async def check_preference(
    request: Request,
    recruitment_id: UUID,
    who: Adviser,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Take in what was found."""
    form = await forms.handed_in(request)
    with form.mending():
        given = PreferenceCheckGiven.model_validate(
            {
                "stage": form.text("stage"),
                "finding": form.text("finding"),
                "claim": form.text("claim") == "yes",
            }
        )
        async with database.transaction() as session:
            acting = by(who, Relation.HR_ADVISER)
            await approval.check_preference(session, recruitment_id, given, acting)
        return go_to(f"/cases/{recruitment_id}", ANSWERED)
    async with database.transaction() as session:
        return await _page(request, "preference", recruitment_id, who, session, language, form)


async def _page(
    request: Request,
    asked: str,
    recruitment_id: UUID,
    who: CaseActor,
    session: AsyncSession,
    language: str,
    form: Form,
) -> Response:
    """The question, with the need it is about."""
    case = await reading.read(session, recruitment_id, who.actor, who.relations)
    answers = await reading.read_alternatives(session, recruitment_id)
    profile = await profiles.read(session, recruitment_id, language)
    submitter = next((one for one in case.members if one.person_id == case.submitted_by), None)
    early = case.phase in {Phase.JOB_ANALYSIS, Phase.APPROVAL}
    return page(
        request,
        f"asked/{asked}.html",
        form=form,
        case=case,
        submitter=submitter.name if submitter else "",
        occupation=occupation_name(case.occupation_styrk08, language),
        answers=[(ALTERNATIVES[one.option], one.answer) for one in answers.alternatives],
        criteria=profile.criteria,
        stage=Stage.BEFORE_ADVERT if early else Stage.BEFORE_OFFER,
        remarks=[one.remark for one in case.discussions if one.remark],
    )
