"""Absences: registered, accepted by the deputy, changed, cancelled; and who acts when."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from services.access import audit
from services.kit import clock
from services.kit.processes.tables import Outbox, Process
from services.organisation.absences import service
from services.tasks.tables import Task
from tests.access.hospital import NEIGHBOUR, Hospital
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind


def on(days: int) -> date:
    return clock.today() + timedelta(days=days)


async def wanted(hospital: Hospital, deputy: str = "bente.alstad", **more: Any) -> dict[str, Any]:
    days = {"starts": on(3).isoformat(), "ends": on(5).isoformat()}
    return {"deputy_id": str(await hospital.person(deputy))} | days | more


async def posted(hospital: Hospital, deputy: str = "bente.alstad", **more: Any) -> str:
    async with hospital.client("kari.leder") as kari:
        response = await kari.post("/absences", json=await wanted(hospital, deputy, **more))
        assert response.status_code == 201, response.text
        return response.json()["id"]


async def told(hospital: Hospital, absence: str) -> list[str | None]:
    async with hospital.database.transaction() as session:
        query = select(Outbox.fact).where(Outbox.process_id == UUID(absence))
        return list((await session.exec(query.order_by(col(Outbox.number)))).all())


async def acting(hospital: Hospital, days: int) -> UUID | None:
    kari = await hospital.person("kari.leder")
    async with hospital.database.transaction() as session:
        return await service.acting_for(session, kari, clock.now() + timedelta(days=days))


async def test_outsiders(hospital: Hospital) -> None:
    absence = await posted(hospital)
    days = {"starts": on(4).isoformat(), "ends": on(4).isoformat()}
    ways = (
        ("POST", f"/absences/{absence}/acceptance", {"accepted": True}),
        ("PUT", f"/absences/{absence}", days),
        ("DELETE", f"/absences/{absence}", None),
    )
    async with hospital.client() as anonymous:
        for method, path, body in (("POST", "/absences", await wanted(hospital)), *ways):
            assert (await anonymous.request(method, path, json=body)).status_code == 401
        assert (await anonymous.get("/absences")).status_code == 401
    for stranger in (NEIGHBOUR, "stig.leder", "jorgen.hr"):
        async with hospital.client(stranger) as client:
            for method, path, body in ways:
                response = await client.request(method, path, json=body)
                assert response.status_code == 404, (stranger, path)
            kari = str(await hospital.person("kari.leder"))
            for_kari = await wanted(hospital, person_id=kari)
            assert (await client.post("/absences", json=for_kari)).status_code == 404
            assert (await client.get("/absences")).json()["items"] == []


async def test_the_deputy_acts_only_after_accepting(hospital: Hospital) -> None:
    absence, bente = await posted(hospital), await hospital.person("bente.alstad")
    assert await acting(hospital, 4) is None
    async with hospital.client("kari.leder") as kari:
        accepted = {"accepted": True}
        response = await kari.post(f"/absences/{absence}/acceptance", json=accepted)
        assert (response.status_code, response.json()["code"]) == (403, "not_the_deputy")
    async with hospital.client("bente.alstad") as deputy:
        listed = (await deputy.get("/absences")).json()["items"]
        assert [one["state"] for one in listed] == ["asked"]
        response = await deputy.post(f"/absences/{absence}/acceptance", json=accepted)
        assert (response.status_code, response.json()["state"]) == (200, "accepted")
        again = await deputy.post(f"/absences/{absence}/acceptance", json={"accepted": False})
        assert (again.status_code, again.json()["code"]) == (409, "answered_already")
        cancel = await deputy.delete(f"/absences/{absence}")
        assert (cancel.status_code, cancel.json()["code"]) == (403, "not_your_absence")
    acts = [await acting(hospital, days) for days in range(2, 7)]
    assert acts == [None, bente, bente, bente, None]
    assert await told(hospital, absence) == [None, Fact.DEPUTYSHIP_ACCEPTED]
    async with hospital.database.transaction() as session:
        process = (await session.exec(select(Process).where(Process.id == UUID(absence)))).one()
        assert process.kind == ProcessKind.ABSENCE
        assert process.trust_id == (await hospital.ward()).trust_id
        assert (await service.find(session, process.id, Relation.DEPUTY, None)) == bente
        assert (await service.find(session, process.id, Relation.APPROVER, None)) is None
    async with hospital.database.transaction() as session:
        assert (await audit.verify(session)).whole


async def test_accepting_settles_the_task(hospital: Hospital) -> None:
    absence, bente = await posted(hospital), await hospital.person("bente.alstad")
    async with hospital.database.transaction() as session:
        session.add(
            Task(
                process_id=UUID(absence),
                step=StepCode.ACCEPT_DEPUTYSHIP,
                relation=Relation.DEPUTY,
                owner_id=bente,
                assignee_id=bente,
                default="default",
                due_at=clock.now(),
                lapse_at=clock.now(),
            )
        )
    async with hospital.client("bente.alstad") as deputy:
        await deputy.post(f"/absences/{absence}/acceptance", json={"accepted": True})
    async with hospital.database.transaction() as session:
        task = (await session.exec(select(Task))).one()
        assert (task.state, task.settled_by, task.outcome) == (
            "done",
            bente,
            Fact.DEPUTYSHIP_ACCEPTED,
        )


async def test_a_deputy_who_is_away_too_does_not_act(hospital: Hospital) -> None:
    absence = await posted(hospital)
    async with hospital.client("bente.alstad") as bente:
        await bente.post(f"/absences/{absence}/acceptance", json={"accepted": True})
        hers = await wanted(
            hospital, "stig.leder", starts=on(4).isoformat(), ends=on(4).isoformat()
        )
        assert (await bente.post("/absences", json=hers)).status_code == 201
    acts = [await acting(hospital, days) is not None for days in (3, 4, 5)]
    assert acts == [True, False, True]


async def test_declined_then_registered_with_another_deputy(hospital: Hospital) -> None:
    absence = await posted(hospital)
    async with hospital.client("bente.alstad") as bente:
        declined = await bente.post(f"/absences/{absence}/acceptance", json={"accepted": False})
        assert declined.json()["state"] == "declined"
    assert await told(hospital, absence) == [None, Fact.DEPUTYSHIP_DECLINED]
    async with hospital.client("kari.leder") as kari:
        days = {"starts": on(3).isoformat(), "ends": on(6).isoformat()}
        first = {"If-Match": '"1"'}
        response = await kari.put(f"/absences/{absence}", json=days, headers=first)
        assert (response.status_code, response.json()["code"]) == (409, "deputy_declined")
    assert await posted(hospital, "stig.leder") != absence


async def test_move_and_cancel(hospital: Hospital) -> None:
    absence = await posted(hospital)
    async with hospital.client("bente.alstad") as bente:
        await bente.post(f"/absences/{absence}/acceptance", json={"accepted": True})
    async with hospital.client("kari.leder") as kari:
        days = {"starts": on(8).isoformat(), "ends": on(9).isoformat()}
        unsaid = await kari.put(f"/absences/{absence}", json=days)
        assert (unsaid.status_code, unsaid.json()["code"]) == (428, "if_match_missing")
        first, second = {"If-Match": '"1"'}, {"If-Match": '"2"'}
        moved = await kari.put(f"/absences/{absence}", json=days, headers=first)
        assert (moved.json()["state"], moved.headers["ETag"]) == ("accepted", '"2"')
        stale = await kari.put(f"/absences/{absence}", json=days, headers=first)
        assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
        assert [await acting(hospital, day) is not None for day in (4, 8)] == [False, True]
        assert (await kari.delete(f"/absences/{absence}")).status_code == 204
        assert await acting(hospital, 8) is None
        for response in (
            await kari.delete(f"/absences/{absence}"),
            await kari.put(f"/absences/{absence}", json=days, headers=second),
        ):
            assert (response.status_code, response.json()["code"]) == (409, "absence_cancelled")
    changed = Fact.ABSENCE_CHANGED
    facts = await told(hospital, absence)
    assert facts == [None, Fact.DEPUTYSHIP_ACCEPTED, changed, changed]
    async with hospital.client("bente.alstad") as bente:
        late = await bente.post(f"/absences/{absence}/acceptance", json={"accepted": True})
        assert (late.status_code, late.json()["code"]) == (409, "absence_cancelled")


async def test_hr_registers_for_somebody_who_is_ill(hospital: Hospital) -> None:
    kari = str(await hospital.person("kari.leder"))
    async with hospital.client("hanne.hr") as hanne:
        response = await hanne.post("/absences", json=await wanted(hospital, person_id=kari))
        assert (response.status_code, response.json()["person_id"]) == (201, kari)


async def test_bad_input(hospital: Hospital) -> None:
    await posted(hospital)
    stranger = str(await hospital.person("candidate@example.org"))
    neighbour = str(await hospital.person(NEIGHBOUR))
    async with hospital.client("kari.leder") as kari:
        for code, wrong in (
            ("days_reversed", {"starts": on(9).isoformat(), "ends": on(8).isoformat()}),
            ("days_over", {"starts": on(-3).isoformat(), "ends": on(-1).isoformat()}),
            ("own_deputy", {"deputy_id": str(await hospital.person("kari.leder"))}),
            ("unknown_deputy", {"deputy_id": stranger}),
            ("unknown_deputy", {"deputy_id": neighbour}),
            ("unknown_deputy", {"deputy_id": str(uuid4())}),
        ):
            response = await kari.post("/absences", json=await wanted(hospital) | wrong)
            assert (response.status_code, response.json()["code"]) == (422, code), wrong
            assert response.json()["fields"]
        overlapping = {"starts": on(5).isoformat(), "ends": on(7).isoformat()}
        response = await kari.post("/absences", json=await wanted(hospital) | overlapping)
        assert (response.status_code, response.json()["code"]) == (409, "absences_overlap")


@pytest.mark.parametrize("answered", [True, False])
async def test_no_answer_counts_as_no(hospital: Hospital, answered: bool) -> None:
    absence = UUID(await posted(hospital))
    if answered:
        async with hospital.client("bente.alstad") as bente:
            await bente.post(f"/absences/{absence}/acceptance", json={"accepted": True})
    async with hospital.database.transaction() as session:
        task = Task(
            process_id=absence,
            step=StepCode.ACCEPT_DEPUTYSHIP,
            relation=Relation.DEPUTY,
            default="default",
            due_at=clock.now(),
            lapse_at=clock.now(),
        )
        outcome = await service.count_as_no(session, task, clock.now())
        if answered:
            assert outcome is None
        else:
            assert outcome
            assert outcome.fact is Fact.DEPUTYSHIP_DECLINED
            assert (await service.get(session, absence)).declined_at is not None
