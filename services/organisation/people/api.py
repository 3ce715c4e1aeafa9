"""Routes of people and their roles."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.access.permissions import SignedIn
from services.kit.idempotency import Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import Session
from services.organisation.people import service
from services.organisation.people.schemas import (
    PersonInFull,
    PersonShown,
    PersonWritten,
    RoleShown,
    RoleWritten,
)
from services.organisation.rules import RoleName

router = APIRouter(prefix="/people", tags=["organisation"], route_class=Route)

Search = Annotated[
    str | None, Query(max_length=200, description="Part of the name, or the whole address.")
]


@router.get("", responses=problems(401, 403, 422))
async def list_people(
    who: SignedIn,
    session: Session,
    asked: PageAsked,
    unit_id: UUID | None = None,
    role: RoleName | None = None,
    search: Search = None,
) -> Page[PersonShown]:
    """The people of one's trusts by name; with `role`, who holds it on `unit_id` or above."""
    people = await service.listed(session, who, asked, unit_id=unit_id, role=role, search=search)
    return people.shown(PersonShown.of)


@router.post("", status_code=201, responses=problems(401, 403, 404, 409, 422))
async def create_person(
    written: PersonWritten, who: SignedIn, session: Session, response: Response
) -> PersonShown:
    """Enter somebody who works here, as HR or operator of the unit."""
    person = await service.create(session, who, written.new())
    response.headers["Location"] = f"/api/v1/people/{person.id}"
    return PersonShown.of(person)


@router.get("/{person_id}", responses=problems(401, 403, 404))
async def get_person(person_id: UUID, who: SignedIn, session: Session) -> PersonInFull:
    """Oneself, or somebody of one's trusts."""
    person = await service.seen_by(session, who, person_id)
    return PersonInFull.whole(
        person,
        await service.employments_of(session, person_id),
        await service.roles_of(session, person_id),
    )


@router.post("/{person_id}/roles", status_code=201, responses=problems(401, 403, 404, 409, 422))
async def give_role(
    person_id: UUID, written: RoleWritten, who: SignedIn, session: Session
) -> RoleShown:
    """Give somebody a role on a unit, as HR or operator of that unit."""
    role = await service.give_role(
        session, who, person_id, written.unit_id, written.role, written.starts, written.ends
    )
    return RoleShown.of(role)


@router.delete(
    "/{person_id}/roles/{role_id}", status_code=204, responses=problems(401, 403, 404, 409)
)
async def take_role(person_id: UUID, role_id: UUID, who: SignedIn, session: Session) -> None:
    """End a role at once, as HR or operator of its unit."""
    await service.take_role(session, who, person_id, role_id)
