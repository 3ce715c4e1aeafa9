"""The list of cases: whose are seen, what a line says, filters and pages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from services.kit import clock
from services.tasks.failures import Failure, put_up_failure
from services.tasks.tables import Task
from tests.access.hospital import Hospital
from tests.recruitment.case import HR, LEADER, NEIGHBOUR, STRANGER, UNION, Case, start


class TestList:
    async def test_anonymous(self, hospital: Hospital):
        async with hospital.client() as nobody:
            assert (await nobody.get("/recruitments")).status_code == 401

    async def test_members_and_hr_of_the_unit_see_it_others_do_not(self, case: Case):
        for address, seen in ((LEADER, 1), (HR, 1), (UNION, 1), (NEIGHBOUR, 0), (STRANGER, 0)):
            async with case.hospital.client(address) as someone:
                answer = await someone.get("/recruitments")
                assert answer.status_code == 200
                assert len(answer.json()["items"]) == seen, address

    async def test_a_line_says_what_and_where(self, case: Case):
        async with case.hospital.client(HR) as adviser:
            line = (await adviser.get("/recruitments")).json()["items"][0]
        assert line["hr_adviser"] == "Hanne Harjord"
        assert line["hiring_manager"] == "Kari Lederås"
        assert (line["phase"], line["applications"], line["late"]) == ("job_analysis", 0, False)

    async def test_a_line_says_what_waits_for_whom_and_what_is_late(self, case: Case):
        at = clock.now()
        async with case.database.transaction() as session:
            session.add(
                Task(
                    process_id=case.id,
                    step="analyse_job",
                    relation="hiring_manager",
                    assignee_id=await case.hospital.person(LEADER),
                    default="stop",
                    due_at=at - timedelta(days=1),
                    lapse_at=at,
                )
            )
        async with case.hospital.client(HR) as adviser:
            line = (await adviser.get("/recruitments?late=true&sort=due_at")).json()["items"][0]
        assert (line["step"], line["waits_for"], line["late"]) == (
            "analyse_job",
            "Kari Lederås",
            True,
        )

    async def test_a_line_waits_for_people_only(self, case: Case):
        async with case.database.transaction() as session:
            await put_up_failure(
                session, Failure(case.id, "open_task", "KeyError", 17), clock.now()
            )
        async with case.hospital.client(HR) as adviser:
            line = (await adviser.get("/recruitments")).json()["items"][0]
        assert (line["step"], line["late"]) == (None, False)

    async def test_filters(self, case: Case):
        hospital = case.hospital
        ward, adviser = await hospital.ward(), await hospital.person(HR)
        async with hospital.client(HR) as someone:
            for query, found in (
                (f"unit={ward.id}", 1),
                (f"unit={ward.parent_id}", 1),
                (f"unit={uuid4()}", 0),
                ("phase=job_analysis", 1),
                ("phase=advertised&phase=closed", 0),
                ("occupation=2223", 1),
                ("occupation=3211", 0),
                (f"adviser={adviser}", 1),
                (f"adviser={uuid4()}", 0),
                ("member=me", 1),
                ("late=true", 0),
                ("open=true", 1),
            ):
                answer = await someone.get(f"/recruitments?{query}")
                assert len(answer.json()["items"]) == found, query
            assert (await someone.get("/recruitments?sort=mood")).status_code == 422

    async def test_pages_follow_one_another_without_gap(self, case: Case):
        await start(case.hospital, wanted_start="2027-04-01")
        await start(case.hospital, wanted_start="2027-02-01")
        async with case.hospital.client(HR) as someone:
            for sort in ("created_at", "-created_at", "wanted_start", "-due_at", "unit"):
                found: list[str] = []
                query: dict[str, Any] = {"sort": sort, "limit": 1}
                while len(found) < 5:
                    page = (await someone.get("/recruitments", params=query)).json()
                    found += [line["id"] for line in page["items"]]
                    if page["next"] is None:
                        break
                    query["cursor"] = page["next"]
                whole = (await someone.get("/recruitments", params={"sort": sort})).json()["items"]
                assert found == [line["id"] for line in whole]
                assert len(set(found)) == 3
