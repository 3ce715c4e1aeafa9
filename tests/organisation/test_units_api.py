"""Units and closed days: who sees them, who changes them."""

from datetime import date
from uuid import uuid4

from services import seed
from services.kit import clock
from services.organisation.units import service
from tests.access.hospital import NEIGHBOUR, Hospital

NEW = {"name": "Nyfødtintensiv", "name_en": "Neonatal intensive care"}


async def test_outsiders(hospital: Hospital) -> None:
    ward = await hospital.ward()
    sent = {**NEW, "parent_id": str(ward.id)}
    ways = (("GET", ""), ("GET", f"/{ward.id}"), ("GET", f"/{ward.id}/closed-days"))
    async with hospital.client() as anonymous:
        for method, path in ways:
            assert (await anonymous.request(method, f"/units{path}")).status_code == 401
        assert (await anonymous.post("/units", json=sent)).status_code == 401
        day = {"day": "2026-12-31"}
        response = await anonymous.post(f"/units/{ward.id}/closed-days", json=day)
        assert response.status_code == 401
    async with hospital.client(NEIGHBOUR) as neighbour:
        assert [unit["name"] for unit in (await neighbour.get("/units")).json()["items"]] == [
            "Helse Vest RHF"
        ]
        for method, path in ways[1:]:
            assert (await neighbour.request(method, f"/units{path}")).status_code == 404
        assert (await neighbour.post("/units", json=sent)).status_code == 422
        response = await neighbour.post(f"/units/{ward.id}/closed-days", json=day)
        assert response.status_code == 404
        path = f"/units/{ward.id}/closed-days/2026-12-31"
        assert (await neighbour.delete(path)).status_code == 404
    async with hospital.client("kari.leder") as colleague:
        assert (await colleague.post("/units", json=sent)).status_code == 403
        response = await colleague.post(f"/units/{ward.id}/closed-days", json=day)
        assert response.status_code == 403


async def test_a_trust_is_seen_by_its_people_and_the_region_sees_it(hospital: Hospital) -> None:
    async with hospital.client("kari.leder") as kari, hospital.client("aili.analyse") as region:
        mine = {unit["name"] for unit in (await kari.get("/units")).json()["items"]}
        all_of_it = {unit["name"] for unit in (await region.get("/units")).json()["items"]}
    assert mine == {place.name for place in seed.PLACES[1:]}
    assert all_of_it == mine | {seed.REGION}


async def test_place_in_the_tree(hospital: Hospital) -> None:
    ward = await hospital.ward()
    async with hospital.client("kari.leder") as kari:
        body = (await kari.get(f"/units/{ward.id}")).json()
        assert body["path"] == [seed.REGION, seed.TRUST, seed.MEDICINE, seed.WARD]
        assert body["name_en"] == "Medical ward, Mo i Rana"
        below = await kari.get("/units", params={"parent_id": str(ward.parent_id)})
        assert len(below.json()["items"]) == 2
        found = await kari.get("/units", params={"search": "radio"})
        assert [unit["name"] for unit in found.json()["items"]] == [seed.RADIOLOGY]
        first = (await kari.get("/units", params={"limit": 4})).json()
        rest = (await kari.get("/units", params={"limit": 50, "cursor": first["next"]})).json()
        assert len(first["items"]) + len(rest["items"]) == len(seed.PLACES) - 1


async def test_create(hospital: Hospital) -> None:
    ward = await hospital.ward()
    sent = {**NEW, "parent_id": str(ward.parent_id)}
    async with hospital.client("hanne.hr") as hanne:
        made = await hanne.post("/units", json=sent)
        assert made.status_code == 201
        body = made.json()
        assert body["trust_id"] == str(ward.trust_id)
        assert made.headers["location"] == f"/api/v1/units/{body['id']}"
        again = await hanne.post("/units", json=sent)
        assert (again.status_code, again.json()["code"]) == (409, "unit_exists")
        unknown = await hanne.post("/units", json={**NEW, "parent_id": str(uuid4())})
        assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_unit")
        assert unknown.json()["fields"] == {"parent_id": "Denne enheten finnes ikke."}
        root = await hanne.post("/units", json=NEW)
        assert (root.status_code, root.json()["code"]) == (403, "wrong_role")
        for wrong in ({"name": " "}, {"name": "x\x00"}, {**sent, "organisation_number": "12"}):
            assert (await hanne.post("/units", json={**sent, **wrong})).status_code == 422


async def test_create_a_root_and_a_trust_below_it(hospital: Hospital) -> None:
    async with hospital.client("oskar.drift") as operator:
        root = (await operator.post("/units", json={"name": "Helse Midt RHF"})).json()
        assert root["trust_id"] == root["id"]
        trust = await operator.post(
            "/units", json={"name": "St. Olavs", "parent_id": root["id"], "trust": True}
        )
        assert trust.status_code == 201
        assert trust.json()["trust_id"] == trust.json()["id"]


async def test_closed_days_hold_below(hospital: Hospital) -> None:
    ward = await hospital.ward()
    trust, sibling = ward.trust_id, await hospital.unit(*seed_path(seed.RADIOLOGY))
    async with hospital.client("hanne.hr") as hanne, hospital.client("kari.leder") as kari:
        for unit, day in ((trust, "2026-12-31"), (ward.id, "2026-12-30")):
            sent = await hanne.post(f"/units/{unit}/closed-days", json={"day": day})
            assert sent.status_code == 201
        twice = await hanne.post(f"/units/{ward.id}/closed-days", json={"day": "2026-12-30"})
        assert (twice.status_code, twice.json()["code"]) == (409, "closed_already")
        assert twice.json()["detail"] == "Enheten er allerede stengt 30. desember 2026."
        days = (await kari.get(f"/units/{ward.id}/closed-days")).json()["items"]
        assert days == ["2026-12-30", "2026-12-31"]
        async with hospital.database.transaction() as session:
            assert await service.calendar_of(session, sibling.id) == {date(2026, 12, 31)}
        assert (await hanne.delete(f"/units/{ward.id}/closed-days/2026-12-31")).status_code == 404
        assert (await hanne.delete(f"/units/{trust}/closed-days/2026-12-31")).status_code == 204
        days = (await kari.get(f"/units/{ward.id}/closed-days")).json()["items"]
        assert days == ["2026-12-30"]


def seed_path(name: str) -> list[str]:
    parents = {place.name: place.parent for place in seed.PLACES}
    path = [name]
    while parent := parents[path[0]]:
        path.insert(0, parent)
    return path


async def test_superiors_are_the_leaders_above_the_unit_somebody_works_in(
    hospital: Hospital,
) -> None:
    trust = (await hospital.ward()).trust_id
    line = ["kari.leder", "geir.klinikk", "odd.direktor", "ragnhild.regiondirektor"]
    above = {
        "per.fag": line,
        "kari.leder": line[1:],
        # Leads a ward and the clinic above it: nobody of either is a superior.
        "magnus.ranfjell": line[2:],
        # Works in the trust itself, whatever unit the case is of.
        "geir.klinikk": line[2:],
        "nina.tillitsvalgt": ["bente.alstad", *line[1:]],
        "ragnhild.regiondirektor": [],
    }
    async with hospital.database.transaction() as session:
        for person, expected in above.items():
            found = await service.superiors_of(
                session, await hospital.person(person), trust, clock.now()
            )
            assert [each.email.split("@")[0] for each in found] == expected, person
        assert await service.superiors_of(session, uuid4(), trust, clock.now()) == []
