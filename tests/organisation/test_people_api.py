"""People and roles: one person for each address, and only HR and operators enter them."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from services import seed
from services.access import audit
from services.access.sessions.rules import Method
from services.kit import clock
from services.organisation.people import service, store
from services.organisation.rules import RoleName
from services.organisation.tables import Person, Role
from tests.access.hospital import NEIGHBOUR, Hospital


def newcomer(unit: UUID, **more: Any) -> dict[str, Any]:
    employment = {"unit_id": str(unit), "starts": "2026-11-01"}
    return {"name": "Ny Kollega", "email": "ny@helse.example.org", "employment": employment} | more


async def test_outsiders(hospital: Hospital) -> None:
    ward, kari = await hospital.ward(), await hospital.person("kari.leder")
    role = {"unit_id": str(ward.id), "role": "leader", "starts": "2026-11-01"}
    async with hospital.client() as anonymous:
        for path in ("/people", f"/people/{kari}"):
            assert (await anonymous.get(path)).status_code == 401
        assert (await anonymous.post("/people", json=newcomer(ward.id))).status_code == 401
        assert (await anonymous.post(f"/people/{kari}/roles", json=role)).status_code == 401
    async with hospital.client("candidate@example.org", Method.LINK) as candidate:
        assert (await candidate.get("/people")).status_code == 403
        assert (await candidate.get(f"/people/{kari}")).status_code == 403
        assert (await candidate.post("/people", json=newcomer(ward.id))).status_code == 403
    async with hospital.client(NEIGHBOUR) as neighbour:
        names = [one["name"] for one in (await neighbour.get("/people")).json()["items"]]
        assert names == ["Hilde Nabo"]
        assert (await neighbour.get(f"/people/{kari}")).status_code == 404
        assert (await neighbour.post("/people", json=newcomer(ward.id))).status_code == 422
        assert (await neighbour.post(f"/people/{kari}/roles", json=role)).status_code == 422
    for name in ("kari.leder", "jorgen.hr"):  # a leader, and HR of another clinic
        async with hospital.client(name) as colleague:
            assert (await colleague.post("/people", json=newcomer(ward.id))).status_code == 403
            assert (await colleague.post(f"/people/{kari}/roles", json=role)).status_code == 403


async def test_find_people(hospital: Hospital) -> None:
    ward = await hospital.ward()
    async with hospital.client("kari.leder") as kari:

        async def emails(**asked: str) -> list[str]:
            items = (await kari.get("/people", params=asked)).json()["items"]
            return [one["email"].split("@")[0] for one in items]

        assert len(await emails()) == len(seed.PEOPLE) - 2  # two work for the region
        assert await emails(unit_id=str(ward.id)) == ["kari.leder", "per.fag"]
        assert await emails(unit_id=str(ward.id), role="approver") == ["geir.klinikk"]
        assert await emails(unit_id=str(ward.id), role="hr_adviser") == ["hanne.hr"]
        assert await emails(role="payroll") == ["lise.lonn"]
        assert await emails(search="tillv") == ["nina.tillitsvalgt"]
        assert await emails(search="Per.Fag@helse.example.org") == ["per.fag"]
        assert await emails(search="%") == []
        wrong = await kari.get("/people", params={"role": "king"})
        assert wrong.status_code == 422


async def test_enter_somebody(hospital: Hospital) -> None:
    ward = await hospital.ward()
    async with hospital.client("hanne.hr") as hanne:
        made = await hanne.post("/people", json=newcomer(ward.id, language="en"))
        assert made.status_code == 201
        person = made.json()["id"]
        whole = (await hanne.get(f"/people/{person}")).json()
        assert whole["employments"][0]["unit_id"] == str(ward.id)
        again = newcomer(ward.id, email="NY@Helse.example.org")
        response = await hanne.post("/people", json=again)
        assert (response.status_code, response.json()["code"]) == (409, "address_taken")


async def test_bad_input(hospital: Hospital) -> None:
    ward = await hospital.ward()
    employment = newcomer(ward.id)["employment"]
    async with hospital.client("hanne.hr") as hanne:
        for wrong in (
            {"email": "no address"},
            {"email": "a@b\r\nBcc: c@example.org"},
            {"name": ""},
            {"name": "x" * 201},
            {"name": "Kari\nBcc: x@example.org"},
            {"phone": "call me"},
            {"language": "de"},
            {"verified_at": "2026-01-01T00:00:00Z"},
            {"employment": {**employment, "percentage": 140}},
            {"employment": {**employment, "ends": "2026-10-31"}},
        ):
            response = await hanne.post("/people", json=newcomer(ward.id, **wrong))
            assert response.status_code == 422, wrong
    async with hospital.database.transaction() as session:
        found = await session.exec(select(Person).where(Person.email == "ny@helse.example.org"))
        assert found.first() is None


async def test_people_are_made_one_only_over_a_proved_address(hospital: Hospital) -> None:
    ward = await hospital.ward()
    applied = "Ingrid.Nyheim@example.org"
    person = await hospital.person(applied)
    async with hospital.client("hanne.hr") as hanne:
        sent = newcomer(ward.id, email=applied.lower())
        refused = await hanne.post("/people", json=sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "address_not_proved")
        async with hospital.database.transaction() as session:
            await service.prove(session, person, clock.now())
        made = await hanne.post("/people", json=sent)
        assert (made.status_code, made.json()["id"]) == (201, str(person))
        assert made.json()["name"] == "Somebody Else"  # as the person gave it


async def test_an_address_typed_twice_at_once_is_one_person(hospital: Hospital) -> None:
    async def apply(email: str) -> UUID:
        async with hospital.database.transaction() as session:
            person = await service.find_or_create(
                session, email=email, name="Jon", language="nb", at=clock.now()
            )
            return person.id

    addresses = ["jon@example.org", "JON@example.org", "Jon@Example.org", " jon@example.org "]
    assert len(set(await asyncio.gather(*(apply(address) for address in addresses)))) == 1


async def test_a_role_that_ended_stays_as_it_was(hospital: Hospital) -> None:
    ward, per = await hospital.ward(), await hospital.person("per.fag")
    ended = Role(
        person_id=per,
        unit_id=ward.id,
        role=RoleName.LEADER,
        starts=date(2024, 1, 1),
        ends=date(2025, 6, 30),
    )
    async with hospital.database.transaction() as session:
        session.add(ended)
    async with hospital.client("hanne.hr") as hanne:
        taken = await hanne.delete(f"/people/{per}/roles/{ended.id}")
    assert (taken.status_code, taken.json()["code"]) == (409, "role_ended")
    async with hospital.database.transaction() as session:
        assert (await session.get_one(Role, ended.id)).ends == date(2025, 6, 30)


async def test_nobody_gives_a_role_to_themselves(hospital: Hospital) -> None:
    ward, hanne = await hospital.ward(), await hospital.person("hanne.hr")
    role = {"unit_id": str(ward.id), "role": "approver", "starts": "2026-11-01"}
    async with hospital.client("hanne.hr") as client:
        given = await client.post(f"/people/{hanne}/roles", json=role)
    assert (given.status_code, given.json()["code"]) == (403, "own_role")


async def test_give_and_take_a_role(hospital: Hospital) -> None:
    ward, per = await hospital.ward(), await hospital.person("per.fag")
    role = {"unit_id": str(ward.id), "role": "leader", "starts": "2026-11-01"}
    async with hospital.client("hanne.hr") as hanne, hospital.client("per.fag") as session_of_per:
        given = await hanne.post(f"/people/{per}/roles", json=role)
        assert given.status_code == 201
        held = (await session_of_per.get("/session")).json()["roles"]
        assert held == [{"role": "leader", "unit_id": str(ward.id)}]
        twice = await hanne.post(f"/people/{per}/roles", json=role)
        assert (twice.status_code, twice.json()["code"]) == (409, "role_held")
        path = f"/people/{per}/roles/{given.json()['id']}"
        assert (await session_of_per.delete(path)).status_code == 403
        assert (
            await hanne.delete(f"/people/{uuid4()}/roles/{given.json()['id']}")
        ).status_code == 404
        assert (await hanne.delete(path)).status_code == 204
        assert (await session_of_per.get("/session")).json()["roles"] == []
        for wrong in ({"role": "king"}, {"ends": "2026-10-01"}):
            response = await hanne.post(f"/people/{per}/roles", json=role | wrong)
            assert response.status_code == 422
        stranger = await hospital.person("candidate@example.org")
        assert (await hanne.post(f"/people/{stranger}/roles", json=role)).status_code == 404
    async with hospital.database.transaction() as session:
        assert (await audit.verify(session)).whole


async def test_a_role_holds_between_its_dates(hospital: Hospital) -> None:
    ward, per = await hospital.ward(), await hospital.person("per.fag")
    starts, ends = clock.today() + timedelta(days=1), clock.today() + timedelta(days=2)
    role = {
        "unit_id": str(ward.id),
        "role": "leader",
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
    }
    async with hospital.client("hanne.hr") as hanne:
        assert (await hanne.post(f"/people/{per}/roles", json=role)).status_code == 201
    for days, held in ((0, False), (1, True), (2, True), (3, False)):
        clock.set_offset(timedelta(days=days), mode="embedded")
        async with hospital.client("per.fag") as client:
            assert bool((await client.get("/session")).json()["roles"]) is held, days


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ÅSE.ÆRLIG@helse.example.org", "åse.ærlig@Helse.Example.ORG"),
        ("ΝΊΚΟΣ@helse.example.org", "νίκος@helse.example.org"),
        ("groß@helse.example.org", "GROSS@helse.example.org"),
        ("İpek@helse.example.org", "i\u0307pek@helse.example.org"),
    ],
)
async def test_an_address_is_one_persons_in_any_case(
    hospital: Hospital, first: str, second: str
) -> None:
    async def enter(email: str) -> UUID:
        async with hospital.database.transaction() as session:
            person = await service.find_or_create(
                session, email=email, name="Åse", language="nb", at=clock.now()
            )
            return person.id

    ids = {await enter(first), await enter(second), await enter(f" {first.lower()} ")}
    assert len(ids) == 1
    async with hospital.database.transaction() as session:
        found = await service.by_address(session, second.upper())
        assert found is not None
        assert {found.id} == ids
        # Who comes a moment later, past the look-up, is found by the index.
        late = Person(name="Late", email=second)
        assert {(await store.add_unless_there(session, late)).id} == ids
