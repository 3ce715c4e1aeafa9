"""Parts in a case: by membership, by role on the unit or above, and as an accepted deputy."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter, Depends
from sqlmodel import col, delete

from services.access.sessions.rules import Method
from services.access.store import Part
from services.kit import clock
from services.kit.database import Database
from services.kit.settings import Settings
from services.organisation.tables import Absence, Employment, Role
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.permissions import CaseActor, in_case, relations_of
from tests.access.hospital import NEIGHBOUR, Hospital, Mailbox, application
from workflows.payloads.codes import Relation

LEADER, ADVISER, APPROVER = Relation.HIRING_MANAGER, Relation.HR_ADVISER, Relation.APPROVER

router = APIRouter(prefix="/recruitments/{recruitment_id}")

CANDIDATE = "candidate@example.org"


def shown(who: CaseActor) -> dict[str, object]:
    return {
        "relations": sorted(who.relations),
        "on_authority_of": {part: str(absent) for part, absent in who.on_authority_of.items()},
    }


@router.get("/any")
async def read_case(who: Annotated[CaseActor, Depends(in_case())]) -> dict[str, object]:
    return shown(who)


@router.get("/led")
async def lead_case(who: Annotated[CaseActor, Depends(in_case(LEADER))]) -> dict[str, object]:
    return shown(who)


@pytest.fixture
def hospital(hospital_database: Database, settings: Settings) -> Hospital:
    app = application(hospital_database, settings, Mailbox(), router)
    return Hospital(app, hospital_database, settings)


@pytest.fixture
async def case(hospital: Hospital) -> UUID:
    """A case of the ward, led by Kari, with Per as assessor."""
    ward = await hospital.ward()
    recruitment = Recruitment(
        trust_id=ward.trust_id,
        unit_id=ward.id,
        reason="replacement",
        consequence_for_patients="Two beds stay closed.",
        occupation_styrk08="2223",
        wanted_start=clock.today(),
    )
    members = {"kari.leder": LEADER, "per.fag": Relation.ASSESSOR}
    people = {await hospital.person(name): part for name, part in members.items()}
    async with hospital.database.transaction() as session:
        session.add(recruitment)
        await session.flush()
        session.add_all(
            CaseMember(recruitment_id=recruitment.id, person_id=person, relation=part)
            for person, part in people.items()
        )
    return recruitment.id


async def ask(hospital: Hospital, case: UUID, address: str | None, way: str) -> httpx.Response:
    method = Method.LINK if address == CANDIDATE else Method.DEMO
    async with hospital.client(address, method) as client:
        return await client.get(f"/recruitments/{case}/{way}")


async def away(
    hospital: Hospital, absent: str, deputy: str, *, days: int = 0, accepted: bool = True
) -> None:
    day = clock.today() + timedelta(days=days)
    absence = Absence(
        person_id=await hospital.person(absent),
        deputy_id=await hospital.person(deputy),
        starts=day,
        ends=day,
        accepted_at=clock.now() if accepted else None,
    )
    async with hospital.database.transaction() as session:
        session.add(absence)


async def test_nobody_has_a_part_by_a_mailed_link(hospital: Hospital, case: UUID) -> None:
    """Whoever works here signs in, and who has left is out of the case."""
    kari = await hospital.person("kari.leder")
    async with hospital.client("kari.leder", Method.LINK) as by_link:
        assert (await by_link.get(f"/recruitments/{case}/any")).status_code == 404
        assert (await ask(hospital, case, "kari.leder", "any")).status_code == 200
        async with hospital.database.transaction() as session:
            for table in (Role, Employment):
                held = delete(table).where(col(table.person_id) == kari)
                await session.exec(held)
        assert (await by_link.get(f"/recruitments/{case}/any")).status_code == 404
        refused = await by_link.get("/units")
        assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_needed")


@pytest.mark.parametrize("way", ["any", "led"])
async def test_outsiders(hospital: Hospital, case: UUID, way: str) -> None:
    assert (await ask(hospital, case, None, way)).status_code == 401
    for stranger in (
        CANDIDATE,
        "stig.leder",  # leads a unit beside it
        "odd.direktor",  # leads above, but has no part in the case
        "bente.alstad",
        "jorgen.hr",  # HR of another clinic
        "turid.klinikk",  # approves for another clinic
        NEIGHBOUR,  # HR of another trust
    ):
        response = await ask(hospital, case, stranger, way)
        assert (response.status_code, response.json()["code"]) == (404, "not_found"), stranger
    assert (await ask(hospital, uuid4(), "kari.leder", way)).status_code == 404


async def test_members_and_roles(hospital: Hospital, case: UUID) -> None:
    parts = {
        "kari.leder": [LEADER],
        "per.fag": [Relation.ASSESSOR],
        "hanne.hr": [ADVISER],
        "geir.klinikk": [APPROVER],
    }
    for name, relations in parts.items():
        response = await ask(hospital, case, name, "any")
        assert response.json() == {"relations": relations, "on_authority_of": {}}, name


async def test_wrong_part(hospital: Hospital, case: UUID) -> None:
    assert (await ask(hospital, case, "kari.leder", "led")).status_code == 200
    for name in ("per.fag", "hanne.hr", "geir.klinikk"):
        response = await ask(hospital, case, name, "led")
        assert (response.status_code, response.json()["code"]) == (403, "wrong_part"), name


async def test_who_has_left_is_out(hospital: Hospital, case: UUID) -> None:
    per = await hospital.person("per.fag")
    async with hospital.database.transaction() as session:
        session.add(
            CaseMember(
                recruitment_id=case,
                person_id=per,
                relation=Relation.EXPERT,
                left_at=clock.now(),
            )
        )
    response = await ask(hospital, case, "per.fag", "any")
    assert response.json()["relations"] == [Relation.ASSESSOR]


async def test_deputy(hospital: Hospital, case: UUID) -> None:
    kari = str(await hospital.person("kari.leder"))
    await away(hospital, "kari.leder", "bente.alstad", days=1)
    await away(hospital, "kari.leder", "stig.leder", accepted=False)
    for not_yet in ("bente.alstad", "stig.leder"):
        assert (await ask(hospital, case, not_yet, "led")).status_code == 404
    clock.set_offset(timedelta(days=1), mode="embedded")
    response = await ask(hospital, case, "bente.alstad", "led")
    assert response.json() == {"relations": [LEADER], "on_authority_of": {LEADER: kari}}
    clock.set_offset(timedelta(days=2), mode="embedded")
    assert (await ask(hospital, case, "bente.alstad", "led")).status_code == 404


async def test_deputy_for_a_role_and_beside_an_own_part(hospital: Hospital, case: UUID) -> None:
    geir = str(await hospital.person("geir.klinikk"))
    await away(hospital, "geir.klinikk", "per.fag")
    response = await ask(hospital, case, "per.fag", "any")
    assert response.json() == {
        "relations": [APPROVER, Relation.ASSESSOR],
        "on_authority_of": {APPROVER: geir},
    }


def test_own_part_comes_before_a_lent_one() -> None:
    me, absent = uuid4(), uuid4()
    parts = [Part("hr_adviser", absent), Part("hr_adviser", me), Part("approver", absent)]
    relations, lent = relations_of(me, parts)
    assert relations == {ADVISER, APPROVER}
    assert lent == {APPROVER: absent}
