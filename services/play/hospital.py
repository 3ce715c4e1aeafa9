"""The units and people of a case, set up through the API where the hospital lacks them."""

from datetime import date
from typing import Any

from services.play.actors import Doors, Refused, Someone
from services.play.case import Case
from services.play.stage import PARTS_TO_FILL, House

ROLES = {
    "hiring_manager": "leader",
    "hr_adviser": "hr_adviser",
    "approver": "approver",
    "union_representative": "union_representative",
}


async def set_up(doors: Doors, operator: str, case: Case) -> House:
    """The unit, the people of the case, and who steps in where a conflict takes somebody out."""
    someone = await doors.staff(operator)
    unit = await _unit(someone, case.unit)
    people = {address: await _person(someone, address, unit) for address in case.people.everyone()}
    for address, relation in case.people.parts():
        if role := ROLES.get(relation):
            await _give_role(someone, people[address], unit, role)
    stand_ins = {
        address: await _stand_in(someone, address, relation, unit)
        for address, relation in case.people.parts()
        if address in case.without_help() and relation in PARTS_TO_FILL
    }
    for address in stand_ins.values():
        people[address] = await _person(someone, address, unit)
    return House(unit, people, stand_ins)


async def _stand_in(someone: Someone, address: str, relation: str, unit: str) -> str:
    """Somebody with the same role on the unit, by address."""
    stand_in = f"{PARTS_TO_FILL[relation]}@{address.split('@')[1]}"
    person = await _person(someone, stand_in, unit)
    await _give_role(someone, person, unit, ROLES[relation])
    return stand_in


async def _give_role(someone: Someone, person: str, unit: str, role: str) -> None:
    """A role on the unit, for who does not hold it there already."""
    body = {"unit_id": unit, "role": role, "starts": STARTS.isoformat()}
    try:
        await someone.post(f"/people/{person}/roles", body)
    except Refused as refused:
        if refused.code != "role_held":
            raise


STARTS = date(2020, 1, 1)


async def _unit(someone: Someone, path: list[str]) -> str:
    """The unit at the end of a path of names, with every unit above it."""
    parent: str | None = None
    for name in path[:-1]:
        parent = await _child(someone, parent, name)
    return await _child(someone, parent, path[-1])


async def _child(someone: Someone, parent: str | None, name: str) -> str:
    known = await someone.every("/units", **({"parent_id": parent} if parent else {}))
    found = [each for each in known if each["name"] == name and each["parent_id"] == parent]
    if not found:
        found = [await someone.post("/units", {"name": name, "parent_id": parent})]
    return str(found[0]["id"])


async def _person(someone: Someone, address: str, unit: str) -> str:
    known = await someone.every("/people", search=address)
    found: list[Any] = [each for each in known if each["email"].lower() == address.lower()]
    if not found:
        name = address.split("@")[0].replace(".", " ").title()
        employment = {"unit_id": unit, "starts": STARTS.isoformat()}
        found = [
            await someone.post(
                "/people", {"name": name, "email": address, "employment": employment}
            )
        ]
    return str(found[0]["id"])
