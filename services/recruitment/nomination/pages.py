"""The comparison of finalists, the nomination, the union's remark on it, and its decision."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Stale
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session
from services.recruitment.acting import by, decide
from services.recruitment.impartiality.rules import LEADING, READERS
from services.recruitment.need import reading
from services.recruitment.need.post import post_of
from services.recruitment.nomination import ranking, service
from services.recruitment.nomination.completeness import Blocks, Entry
from services.recruitment.nomination.schemas import (
    DecisionWritten,
    EntryWritten,
    MissingShown,
    NominationShown,
    RankingShown,
    RemarkWritten,
)
from services.recruitment.permissions import CaseActor, in_case
from services.recruitment.profile import service as profiles
from workflows.payloads.codes import Decided, Phase, Relation

router = APIRouter(prefix="/cases/{recruitment_id}", include_in_schema=False, route_class=Once)

Reader = Annotated[CaseActor, Depends(in_case(*READERS))]
Author = Annotated[CaseActor, Depends(in_case(*LEADING))]
Representative = Annotated[CaseActor, Depends(in_case(Relation.UNION_REPRESENTATIVE))]
Approver = Annotated[CaseActor, Depends(in_case(Relation.APPROVER))]

ANSWERED = _("Thank you. Your answer is recorded.")


def _readers(who: CaseActor) -> set[UUID]:
    return {who.actor.person_id, *who.on_authority_of.values()}


@router.get("/comparison")
async def compare(
    request: Request, recruitment_id: UUID, who: Reader, session: Session, language: LanguageDep
) -> Response:
    """The finalists beside each other, criterion by criterion."""
    found = await ranking.read(session, recruitment_id, who.actor.person_id, _readers(who))
    case = await reading.read(session, recruitment_id, who.actor, who.relations)
    profile = await profiles.read(session, recruitment_id, language)
    return page(
        request,
        "nomination/comparison.html",
        case=case,
        ranked=RankingShown.of(found, who.actor.person_id).items,
        weights=found.weights,
        criteria={one.key: one.en if language == "en" else one.nb for one in profile.criteria},
        names={one.person_id: one.name for one in case.members},
        may_nominate=who.has(*LEADING) and case.phase is Phase.NOMINATION,
    )


@router.get("/nomination")
async def show(request: Request, recruitment_id: UUID, who: Author, session: Session) -> Response:
    """The nomination as it is drafted, with what is missing before it can be submitted."""
    return await _draft(request, who, session, forms.untouched(request))


@router.post("/nomination")
async def write(
    request: Request, recruitment_id: UUID, who: Author, database: DatabaseDep, desk: DeskDep
) -> Response:
    """Keep the draft, and submit it where that was asked."""
    form = await forms.handed_in(request)
    with form.mending():
        async with database.transaction() as session:
            await service.write(
                session,
                recruitment_id,
                _entries(form),
                form.text("summary"),
                by=by(who, *LEADING),
                readers=_readers(who),
                if_match=form.version,
            )
        if form.has("submit"):
            await decide(desk, who, Decided.SUBMIT_NOMINATION, LEADING, recruitment_id, key=None)
            return go_to(f"/cases/{recruitment_id}", "The nomination is submitted.")
        return go_to(f"/cases/{recruitment_id}/nomination", "It is saved.")
    async with database.transaction() as session:
        return await _draft(request, who, session, form)


@router.get("/nomination/remark")
async def ask_representative(
    request: Request,
    recruitment_id: UUID,
    who: Representative,
    session: Session,
    language: LanguageDep,
) -> Response:
    """The nomination, and the question what the union has to say of it."""
    form = forms.untouched(request)
    return await _asked(request, "remark", who, session, language, form)


@router.post("/nomination/remark")
async def remark(
    request: Request,
    recruitment_id: UUID,
    who: Representative,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Take in a remark, or that there is none."""
    form = await forms.handed_in(request)
    with form.mending():
        given = RemarkWritten(remark=form.text("remark") or None)
        async with database.transaction() as session:
            acting = by(who, Relation.UNION_REPRESENTATIVE)
            await service.write_remark(session, recruitment_id, given.remark, acting)
        return go_to(f"/cases/{recruitment_id}", ANSWERED)
    async with database.transaction() as session:
        return await _asked(request, "remark", who, session, language, form)


@router.get("/nomination/decision")
async def ask_approver(
    request: Request, recruitment_id: UUID, who: Approver, session: Session, language: LanguageDep
) -> Response:
    """The nomination, and the question whether it is approved."""
    form = forms.untouched(request)
    return await _asked(request, "decision", who, session, language, form)


@router.post("/nomination/decision")
async def decide_nomination(
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
        given = DecisionWritten(
            approved=form.text("decision") == "approve", reason=form.text("reason") or None
        )
        part = (Relation.APPROVER,)
        await decide(desk, who, Decided.DECIDE_NOMINATION, part, recruitment_id, given, key=None)
        return go_to(f"/cases/{recruitment_id}", ANSWERED)
    async with database.transaction() as session:
        return await _asked(request, "decision", who, session, language, form)


def _entries(form: Form) -> list[Entry]:
    """Those who are given a place; a place left empty nominates nobody."""
    return [
        EntryWritten.model_validate(
            {
                "application_id": application,
                "rank": form.number(f"rank.{application}"),
                "reason": form.text(f"reason.{application}"),
            }
        ).entry()
        for application in form.texts("application")
        if form.text(f"rank.{application}")
    ]


async def _draft(request: Request, who: CaseActor, session: AsyncSession, form: Form) -> Response:
    case_id, person, readers = who.recruitment_id, who.actor.person_id, _readers(who)
    ranked = await ranking.read(session, case_id, person, readers)
    nomination = NominationShown.of(await service.read(session, case_id, person, readers))
    missing = await service.read_missing(session, case_id, person, readers)
    language = who.actor.language
    wanting = [one for one in missing if one.blocks != Blocks.DECISION]
    return page(
        request,
        "nomination/draft.html",
        form=form,
        case_id=case_id,
        post=await post_of(session, case_id, language),
        nomination=nomination,
        entries={one.application_id: one for one in nomination.entries},
        ranked=RankingShown.of(ranked, person).items,
        missing=[MissingShown.of(one, language) for one in wanting],
        names=ranked.names,
        stale=form.said_by(Stale),
    )


async def _asked(
    request: Request,
    asked: str,
    who: CaseActor,
    session: AsyncSession,
    language: str,
    form: Form,
) -> Response:
    case_id, person, readers = who.recruitment_id, who.actor.person_id, _readers(who)
    ranked = await ranking.read(session, case_id, person, readers)
    return page(
        request,
        f"nomination/{asked}.html",
        form=form,
        case_id=case_id,
        post=await post_of(session, case_id, language),
        nomination=NominationShown.of(await service.read(session, case_id, person, readers)),
        names=ranked.names,
    )
