"""One action for many cases: what is asked first, a check, and what came of it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor, SignedIn
from services.kit import clock
from services.kit.database import Database
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.framing import may_frame, sealed
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.paging import PageAsked
from services.kit.settings import Settings
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session, SettingsDep
from services.recruitment.advert.schemas import ExtensionGiven
from services.recruitment.overview.store import Called, called
from services.recruitment.pipeline import choosing, service
from services.recruitment.pipeline.checking import checked
from services.recruitment.pipeline.schemas import Action, Order
from services.tasks.api import Reassignment

router = APIRouter(prefix="/cases/many", include_in_schema=False, route_class=Once)

NONE_CHOSEN = _("Choose at least one case first.")
CHOOSE = _("Choose who is to have them.")
SAY_WHY = _("Say why.")
SAY_WHEN = _("Say until when.")
SHOWN = 3
"""Letters that are shown as they will look."""
A_WEEK = timedelta(weeks=1)


@router.get("")
async def begin() -> Response:
    """Back to the list: nothing is chosen yet."""
    return go_to("/cases")


@router.post("")
async def act(
    request: Request,
    who: SignedIn,
    database: DatabaseDep,
    settings: SettingsDep,
    desk: DeskDep,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """Ask what has to be known, show what will come of it, and when that was seen, do it."""
    service.require_actor(who)
    form = await forms.handed_in(request)
    action, cases = choosing.action_of(form), choosing.cases_of(form)
    listing = choosing.list_of(form)
    if not cases:
        return go_to(listing, NONE_CHOSEN)
    order: Order | None = None
    with form.mending():
        order = _order(form, action)
    if order and form.has("sure"):
        run = await service.run(database, desk, who, order, cases)
        return go_to(f"/cases/many/{run}")
    if order is None:
        async with database.transaction() as session:
            return page(
                request,
                "pipeline/ask.html",
                form=form,
                action=action,
                called=await _names(session, who, cases, language),
                cases=cases,
                advisers=await choosing.advisers(session, who, asked),
                later=clock.today() + A_WEEK,
                listing=listing,
            )
    return await _check(request, who, database, settings, language, form, order, cases)


async def _check(
    request: Request,
    who: Actor,
    database: Database,
    settings: Settings,
    language: str,
    form: Form,
    order: Order,
    cases: list[UUID],
) -> Response:
    found = await service.foresee(database, settings, who, order, cases)
    async with database.transaction() as session:
        names = await _names(session, who, cases, language)
        to = await choosing.name_of(session, order.to)
    lines = checked(found, names, language)
    answer = page(
        request,
        "pipeline/check.html",
        form=form,
        order=order,
        cases=cases,
        to=to,
        lines=lines,
        doable=sum(not line.refused for line in lines),
        letters=[line for line in lines if line.letter][:SHOWN],
        listing=choosing.list_of(form),
    )
    return may_frame(answer)


@router.get("/letter")
async def letter(
    who: SignedIn,
    database: DatabaseDep,
    settings: SettingsDep,
    action: Annotated[Action, Query()],
    case: Annotated[UUID, Query()],
    to: Annotated[UUID | None, Query()] = None,
) -> Response:
    """The letter that somebody will get, as a mail program shows it."""
    service.require_actor(who)
    order = Order(action, to, reason="-")
    return sealed((await service.preview(database, settings, who, order, case)).html)


@router.get("/{run_id}")
async def done(
    request: Request, run_id: UUID, who: SignedIn, session: Session, language: LanguageDep
) -> Response:
    """What was done, and what was refused and why."""
    row, outcomes = await service.read_run(session, who, run_id, language)
    names = await _names(session, who, [one.case for one in outcomes], language)
    return page(
        request,
        "pipeline/done.html",
        action=row.action,
        at=row.created_at,
        broken_off=row.chosen - len(outcomes),
        done=[(one.case, names.get(one.case)) for one in outcomes if not one.refused],
        refused=[(one.case, names.get(one.case), one.refused) for one in outcomes if one.refused],
    )


async def _names(
    session: AsyncSession, who: Actor, cases: list[UUID], language: str
) -> dict[UUID, Called]:
    return await called(session, await choosing.seen(session, who, cases), language)


def _order(form: Form, action: Action) -> Order | None:
    """What is to be done, once all is known that it takes; None on the way there."""
    known = form.has("check") or form.has("sure")
    match action:
        case Action.REMIND:
            return Order(action)
        case Action.HAND_OVER if known:
            form.require(person_id=CHOOSE, reason=SAY_WHY)
            given = Reassignment.model_validate(form.filled(("person_id", "reason")))
            return Order(action, to=given.person_id, reason=given.reason)
        case Action.EXTEND if known:
            form.require(closes_at=SAY_WHEN)
            later = ExtensionGiven.model_validate(form.filled(["closes_at"]))
            return Order(action, closes_at=later.closes_at)
        case _:
            return None
