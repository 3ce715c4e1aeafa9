"""The offer and its terms, the checks before the first day, and the contract."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Stale
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, DeskDep, Session
from services.recruitment.acting import by, decide
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.need import reading
from services.recruitment.need.codes import Position
from services.recruitment.need.schemas import RecruitmentShown
from services.recruitment.offer import contracts, service
from services.recruitment.offer.api import RegisterDep
from services.recruitment.offer.contract import ITEMS
from services.recruitment.offer.rules import DEMANDS, CheckKind, Seen, Terms
from services.recruitment.offer.schemas import (
    CheckDecision,
    ContractShown,
    ContractWritten,
    OfferShown,
    OfferWritten,
)
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Decided, Phase

router = APIRouter(prefix="/cases/{recruitment_id}", include_in_schema=False, route_class=Once)

Leading = Annotated[CaseActor, Depends(in_case(*LEADING))]

TEXTS = ("position", "temporary_basis", "ends", "start", "pay_note")
NUMBERS = ("percentage", "pay", "probation_months", "served_months", "answer_days")
SEEN = ("document", "issued", "expires", "register_number", "level")
OFFERED = _("The offer is on its way. You are told what the answer is.")


@router.get("/offer")
async def show_offer(
    request: Request, recruitment_id: UUID, who: Leading, session: Session
) -> Response:
    """Who is next, on which terms, and what became of those before."""
    return await _offer(request, who, session, forms.untouched(request))


@router.post("/offer")
async def send_offer(
    request: Request, recruitment_id: UUID, who: Leading, database: DatabaseDep, desk: DeskDep
) -> Response:
    """Offer the post to the next ranked."""
    form = await forms.handed_in(request)
    with form.mending():
        given = OfferWritten.model_validate(
            {"terms": _terms(form), **form.filled(["application_id"])}
        )
        await decide(desk, who, Decided.SEND_OFFER, LEADING, recruitment_id, given, key=None)
        return go_to(f"/cases/{recruitment_id}/offer", OFFERED)
    form.unnest("terms")
    async with database.transaction() as session:
        return await _offer(request, who, session, form)


@router.get("/checks")
async def show_checks(
    request: Request, recruitment_id: UUID, who: Leading, session: Session, register: RegisterDep
) -> Response:
    """The gates before the first day."""
    return page(
        request,
        "offer/checks.html",
        case=await reading.read(session, recruitment_id, who.actor, who.relations),
        checks=await service.checks_to_do(session, recruitment_id, register),
    )


@router.get("/checks/{kind}")
async def ask_for_check(
    request: Request, recruitment_id: UUID, kind: CheckKind, who: Leading, session: Session
) -> Response:
    """What is to be seen, and what is kept of it."""
    return await _check(request, who, kind, session, forms.untouched(request))


@router.post("/checks/{kind}")
async def decide_check(
    request: Request,
    recruitment_id: UUID,
    kind: CheckKind,
    who: Leading,
    database: DatabaseDep,
    desk: DeskDep,
) -> Response:
    """Record that a check was passed, or failed, which takes the offer back."""
    form = await forms.handed_in(request)
    with form.mending():
        seen = Seen.model_validate({"passed": form.text("passed") == "yes", **form.filled(SEEN)})
        content = CheckDecision(kind=kind, seen=seen)
        await decide(desk, who, Decided.DECIDE_CHECK, LEADING, recruitment_id, content, key=None)
        return go_to(f"/cases/{recruitment_id}/checks", "The check is recorded.")
    async with database.transaction() as session:
        return await _check(request, who, kind, session, form)


@router.get("/contract")
async def show_contract(
    request: Request, recruitment_id: UUID, who: Leading, session: Session
) -> Response:
    """The items that the law demands, written by the case as far as it knows them."""
    return await _contract(request, who, session, forms.untouched(request))


@router.post("/contract")
async def write_contract(
    request: Request, recruitment_id: UUID, who: Leading, database: DatabaseDep, desk: DeskDep
) -> Response:
    """Keep the contract, and issue it where that was asked."""
    form = await forms.handed_in(request)
    with form.mending():
        given = ContractWritten.model_validate({"items": _items(form)})
        async with database.transaction() as session:
            await contracts.write(
                session,
                recruitment_id,
                given.items,
                by(who, *LEADING),
                form.version,
            )
        if form.has("issue"):
            await decide(desk, who, Decided.ISSUE_CONTRACT, LEADING, recruitment_id, key=None)
            return go_to(f"/cases/{recruitment_id}", "The contract is issued and sent.")
        return go_to(f"/cases/{recruitment_id}/contract", "It is saved.")
    async with database.transaction() as session:
        return await _contract(request, who, session, form)


def _suggested(case: RecruitmentShown) -> dict[str, Any]:
    """Terms as the need has them; the pay is for people to say."""
    permanent = case.position is Position.PERMANENT
    usual = {name: field.default for name, field in Terms.model_fields.items()}
    return usual | {
        "percentage": case.percentage,
        "start": case.wanted_start,
        "pay": None,
        "position": "permanent" if permanent else "temporary",
        "temporary_basis": case.temporary_basis,
    }


def _terms(form: Form) -> dict[str, Any]:
    """Terms as the API takes them; what is left empty stands as it is by default."""
    numbers = {name: number for name in NUMBERS if (number := form.number(name)) is not None}
    return {**form.filled(TEXTS), **numbers}


def _items(form: Form) -> dict[str, dict[str, str]]:
    """Each item as a value or a reference."""
    return {
        key: form.filled_as({"value": f"{key}.value", "law_ref": f"{key}.law_ref"}) for key in ITEMS
    }


async def _offer(request: Request, who: CaseActor, session: AsyncSession, form: Form) -> Response:
    case = await reading.read(session, who.recruitment_id, who.actor, who.relations)
    offers = await service.offers_of(session, who.recruitment_id)
    following = await service.next_to_offer(session, who.recruitment_id)
    standing = next((one for one in reversed(offers) if one.state == "sent"), None)
    names = await service.names(session, [*(one.application_id for one in offers), following])
    return page(
        request,
        "offer/offer.html",
        form=form,
        case=case,
        offers=[OfferShown.model_validate(one) for one in reversed(offers)],
        following=following,
        names=names,
        standing=standing is not None,
        terms=Terms.model_validate(standing.terms) if standing else _suggested(case),
        may_offer=case.phase is Phase.OFFER and following is not None,
    )


async def _check(
    request: Request, who: CaseActor, kind: CheckKind, session: AsyncSession, form: Form
) -> Response:
    demand = DEMANDS[kind]
    return page(
        request,
        "offer/check.html",
        form=form,
        case=await reading.read(session, who.recruitment_id, who.actor, who.relations),
        kind=kind,
        wanted=demand.must | demand.may,
    )


async def _contract(
    request: Request, who: CaseActor, session: AsyncSession, form: Form
) -> Response:
    case = await reading.read(session, who.recruitment_id, who.actor, who.relations)
    written = await contracts.read(session, who.recruitment_id)
    return page(
        request,
        "offer/contract.html",
        form=form,
        case=case,
        contract=ContractShown.of(written, who.actor.language),
        stale=form.said_by(Stale),
    )
