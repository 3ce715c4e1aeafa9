"""When one is away, who acts meanwhile, and what the deputy says to it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor, SignedIn
from services.kit import clock
from services.kit.errors import Stale
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.paging import PageAsked
from services.kit.web import DatabaseDep, Session
from services.organisation.absences import service
from services.organisation.absences.api import SettleDep
from services.organisation.absences.schemas import (
    AbsenceShown,
    AbsenceWritten,
    AnswerWritten,
    DaysWritten,
)
from services.organisation.people import service as people

router = APIRouter(prefix="/absences", include_in_schema=False, route_class=Once)

CHOOSE = _("Choose a deputy.")
SAY_FIRST = _("Say the first day you are away.")
SAY_LAST = _("Say the last day you are away.")
ASKED = _("The absence is registered, and the deputy is asked.")
MOVED = _("The days are changed.")
CANCELLED = _("The absence is cancelled.")
ACCEPTED = _("Thank you. What waits comes to you while the absence lasts.")
DECLINED = _("Thank you. Your no is passed on.")


@router.get("")
async def index(request: Request, who: SignedIn, session: Session, asked: PageAsked) -> Response:
    """One's own absences of today and later, and those in which one is the deputy."""
    found = (await service.concerning(session, who, asked)).shown(AbsenceShown.of)
    return page(
        request,
        "absences/index.html",
        own=[one for one in found.items if one.person_id == who.person_id],
        others=[one for one in found.items if one.deputy_id == who.person_id],
        names=await _names(session, found.items),
        next=found.next,
    )


@router.get("/new")
async def ask(request: Request, who: SignedIn, session: Session, asked: PageAsked) -> Response:
    """When one is away, and who is asked to act meanwhile."""
    return await _new(request, who, session, asked, forms.untouched(request))


@router.post("/new")
async def register(
    request: Request, who: SignedIn, database: DatabaseDep, asked: PageAsked
) -> Response:
    """Register an absence, or look for more people first; what was typed stays."""
    form = await forms.handed_in(request)
    if not form.has("find"):
        with form.mending():
            form.require(deputy_id=CHOOSE, starts=SAY_FIRST, ends=SAY_LAST)
            given = AbsenceWritten.model_validate(form.filled(("starts", "ends", "deputy_id")))
            async with database.transaction() as session:
                await service.post(session, who, None, given.days())
            return go_to("/absences", ASKED)
    async with database.transaction() as session:
        return await _new(request, who, session, asked, form)


@router.get("/{absence_id}")
async def show(request: Request, absence_id: UUID, who: SignedIn, session: Session) -> Response:
    """For the deputy the question, for who is away what came of it."""
    return await _page(request, absence_id, who, session, forms.untouched(request))


@router.post("/{absence_id}")
async def answer(
    request: Request, absence_id: UUID, who: SignedIn, database: DatabaseDep, settle: SettleDep
) -> Response:
    """Accept or decline to be the deputy."""
    form = await forms.handed_in(request)
    with form.mending():
        given = AnswerWritten.model_validate(form.filled(("accepted",)))
        async with database.transaction() as session:
            await service.answer(session, who, absence_id, accepted=given.accepted, settle=settle)
        return go_to(f"/absences/{absence_id}", ACCEPTED if given.accepted else DECLINED)
    async with database.transaction() as session:
        return await _page(request, absence_id, who, session, form)


@router.post("/{absence_id}/days")
async def move(
    request: Request, absence_id: UUID, who: SignedIn, database: DatabaseDep
) -> Response:
    """Move an absence to other days."""
    form = await forms.handed_in(request)
    with form.mending():
        form.require(starts=SAY_FIRST, ends=SAY_LAST)
        given = DaysWritten.model_validate(form.filled(("starts", "ends")))
        version = form.version
        async with database.transaction() as session:
            await service.change(session, who, absence_id, given.starts, given.ends, version)
        return go_to(f"/absences/{absence_id}", MOVED)
    async with database.transaction() as session:
        return await _page(request, absence_id, who, session, form)


@router.post("/{absence_id}/cancellation")
async def cancel(
    request: Request, absence_id: UUID, who: SignedIn, database: DatabaseDep
) -> Response:
    """One is not away after all."""
    form = await forms.handed_in(request)
    with form.mending():
        async with database.transaction() as session:
            await service.cancel(session, who, absence_id)
        return go_to("/absences", CANCELLED)
    async with database.transaction() as session:
        return await _page(request, absence_id, who, session, form)


async def _page(
    request: Request, absence_id: UUID, who: Actor, session: AsyncSession, form: Form
) -> Response:
    absence = AbsenceShown.of(await service.seen_by(session, who, absence_id))
    return page(
        request,
        "absences/absence.html",
        form=form,
        absence=absence,
        names=await _names(session, [absence]),
        is_deputy=absence.deputy_id == who.person_id,
        over=absence.ends < clock.today(),
        stale=form.said_by(Stale),
    )


async def _new(
    request: Request, who: Actor, session: AsyncSession, asked: PageAsked, form: Form
) -> Response:
    search = form.text("search")
    unit = None if search else await people.workplace_of(session, who.person_id)
    among: dict[str, Any] = {"unit_id": unit, "search": search or None}
    found = await people.listed(session, who, asked, role=None, **among)
    return page(
        request,
        "absences/new.html",
        form=form,
        found=[one for one in found.items if one.id != who.person_id],
        more=found.next is not None,
        near=unit is not None,
        today=clock.today(),
    )


async def _names(session: AsyncSession, absences: list[AbsenceShown]) -> dict[UUID, str]:
    found = {one.person_id for one in absences} | {one.deputy_id for one in absences}
    return await people.names_of(session, found)
