"""The demo hospital: once, with the units and people of the case files."""

from pathlib import Path

import pytest
import yaml
from sqlmodel import func, select

from services import seed
from services.access import audit
from services.kit import clock
from services.organisation.rules import RoleName
from services.organisation.tables import Person, Role, Unit
from services.organisation.units import service as units
from tests.access.hospital import Hospital

CASES = Path(__file__).parents[3] / "shared" / "cases"


async def test_seeding_twice_does_it_once(hospital: Hospital) -> None:
    async with hospital.database.transaction() as session:
        before = (await session.exec(select(func.count()).select_from(Person))).one()
        assert await seed.seed(session) is False
        assert (await session.exec(select(func.count()).select_from(Person))).one() == before
        assert before == len(seed.PEOPLE) + 1
    async with hospital.database.transaction() as session:
        assert (await audit.verify(session)).whole


async def test_every_role_is_held_by_somebody(hospital: Hospital) -> None:
    async with hospital.database.transaction() as session:
        held = set((await session.exec(select(Role.role))).all())
    assert held == set(RoleName)


async def test_every_unit_has_a_leader_and_an_approver_other_than_it(hospital: Hospital) -> None:
    async with hospital.database.transaction() as session:
        for place in seed.PLACES[2:]:
            unit = (await session.exec(select(Unit).where(Unit.name == place.name))).one()
            leaders = await units.people_with_role(session, unit.id, RoleName.LEADER, clock.now())
            assert leaders, place.name
            above = await units.superiors_of(session, leaders[0].id, unit.trust_id, clock.now())
            assert above, place.name
            assert leaders[0].id not in {each.id for each in above}


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared case files are not here")
async def test_people_and_units_of_the_case_files(hospital: Hospital) -> None:
    for path in sorted(CASES.glob("*.yaml")):
        case = yaml.safe_load(path.read_text())
        unit = await hospital.unit(*case["unit"])
        staff = case["people"]
        addresses = {
            staff[part] for part in ("leader", "hr_adviser", "expert", "approver", "observer")
        } | {staff["union_representative"], *staff["assessors"]}
        known = {f"{person.address}@{seed.DOMAIN}" for person in seed.PEOPLE}
        assert addresses <= known
        async with hospital.database.transaction() as session:
            for role, part in (
                (RoleName.LEADER, "leader"),
                (RoleName.HR_ADVISER, "hr_adviser"),
                (RoleName.APPROVER, "approver"),
                (RoleName.UNION_REPRESENTATIVE, "union_representative"),
            ):
                holders = await units.people_with_role(session, unit.id, role, clock.now())
                assert staff[part] in {person.email for person in holders}, (path.name, part)
