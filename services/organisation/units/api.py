"""Routes of the organisation tree and its closed days."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.access.permissions import SignedIn
from services.kit.idempotency import Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import Session
from services.organisation.units import service
from services.organisation.units.schemas import (
    ClosedDays,
    ClosedDayWritten,
    UnitInFull,
    UnitShown,
    UnitWritten,
)

router = APIRouter(prefix="/units", tags=["organisation"], route_class=Route)

Search = Annotated[str | None, Query(max_length=200, description="Part of the name.")]


@router.get("", responses=problems(401, 403, 422))
async def list_units(
    who: SignedIn,
    session: Session,
    asked: PageAsked,
    parent_id: UUID | None = None,
    search: Search = None,
) -> Page[UnitShown]:
    """The units of one's trusts, by name."""
    units = await service.listed(session, who, asked, parent_id=parent_id, search=search)
    return units.shown(UnitShown.of)


@router.post("", status_code=201, responses=problems(401, 403, 404, 409, 422))
async def create_unit(
    written: UnitWritten, who: SignedIn, session: Session, response: Response
) -> UnitShown:
    """Set up a unit below another, as HR or operator there; or a root, as operator of a root."""
    unit = await service.create(session, who, written.new())
    response.headers["Location"] = f"/api/v1/units/{unit.id}"
    return UnitShown.of(unit)


@router.get("/{unit_id}", responses=problems(401, 403, 404))
async def get_unit(unit_id: UUID, who: SignedIn, session: Session) -> UnitInFull:
    """A unit of one's trusts, with its place in the tree."""
    unit = await service.seen_by(session, who, unit_id)
    path = await service.path_of(session, unit_id)
    return UnitInFull(**UnitShown.of(unit).model_dump(), path=path)


@router.get("/{unit_id}/closed-days", responses=problems(401, 403, 404))
async def list_closed_days(unit_id: UUID, who: SignedIn, session: Session) -> ClosedDays:
    """The local closed days a unit observes, those of the units above included."""
    await service.seen_by(session, who, unit_id)
    return ClosedDays(items=sorted(await service.calendar_of(session, unit_id)))


@router.post("/{unit_id}/closed-days", status_code=201, responses=problems(401, 403, 404, 409, 422))
async def add_closed_day(
    unit_id: UUID, written: ClosedDayWritten, who: SignedIn, session: Session
) -> ClosedDayWritten:
    """Close a unit, and everything below it, on a day."""
    await service.close_on(session, who, unit_id, written.day)
    return written


@router.delete("/{unit_id}/closed-days/{day}", status_code=204, responses=problems(401, 403, 404))
async def remove_closed_day(unit_id: UUID, day: date, who: SignedIn, session: Session) -> None:
    """Take back a closed day of this very unit."""
    await service.open_on(session, who, unit_id, day)
