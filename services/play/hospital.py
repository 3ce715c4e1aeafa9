"""The units and people of a case, set up through the API where the hospital lacks them."""

from datetime import date
from typing import Any

from services.play.actors import Doors, Someone
from services.play.case import Case

ROLES = {
    "hiring_manager": "leader",
    "hr_adviser": "hr_adviser",
    "approver": "approver",
    "union_representative": "union_representative",
}


async def set_up(doors: Doors, operator: str, case: Case) -> tuple[str, dict[str, str]]:
    """The unit's id, and the ids of the people of the case by address."""
    someone = await doors.staff(operator)
    unit = await _unit(someone, case.unit)
    people = {address: await _person(someone, address) for address in case.people.everyone()}
    for address in people:
        await someone.post(
            f"/people/{people[address]}/employments",
            {"unit_id": unit, "starts": STARTS.isoformat()},
        )
    for address, relation in case.people.parts():
        if role := ROLES.get(relation):
            await someone.post(
                f"/people/{people[address]}/roles",
                {"unit_id": unit, "role": role, "starts": STARTS.isoformat()},
            )
    return unit, people


STARTS = date(2020, 1, 1)


async def _unit(someone: Someone, path: list[str]) -> str:
    """The unit at the end of a path of names, with every unit above it."""
    parent: str | None = None
    for name in path:
        known = await someone.every("/units", **({"parent_id": parent} if parent else {}))
        found = [each for each in known if each["name"] == name and each["parent_id"] == parent]
        if not found:
            found = [await someone.post("/units", {"name": name, "parent_id": parent})]
        parent = str(found[0]["id"])
    assert parent
    return parent


async def _person(someone: Someone, address: str) -> str:
    known = await someone.every("/people", search=address)
    found: list[Any] = [each for each in known if each["email"].lower() == address.lower()]
    if not found:
        name = address.split("@")[0].replace(".", " ").title()
        found = [await someone.post("/people", {"name": name, "email": address})]
    return str(found[0]["id"])
