"""The routes about tasks: mine, others', and the operations list."""

from uuid import uuid4

from services.access.audit import AuditKind
from tests.tasks.asking import asked, audited
from tests.tasks.conftest import LEADER, Ward
from workflows.payloads.codes import Fact, Relation, StepCode

RESOLUTION = {"action": "skip", "reason": "Agreed by telephone."}
HR = "hanne.hr"
NEIGHBOUR = "hilde.nabo@vest.example.org"


class TestMine:
    async def test_anonymous(self, ward: Ward) -> None:
        async with ward.hospital.client() as client:
            assert (await client.get("/tasks")).status_code == 401

    async def test_a_stranger_has_none(self, ward: Ward) -> None:
        await ward.open()
        async with ward.hospital.client("anne.fag") as client:
            assert (await client.get("/tasks")).json()["items"] == []

    async def test_the_owner_sees_what_and_what_otherwise(self, ward: Ward) -> None:
        opened = await ward.open()
        async with ward.hospital.client(LEADER) as client:
            (task,) = (await client.get("/tasks")).json()["items"]
        assert task["id"] == str(opened.task)
        assert task["headline"]
        assert task["consequence"]

    async def test_one_of_another_trust_is_not_there(self, ward: Ward) -> None:
        opened = await ward.open()
        async with ward.hospital.client(NEIGHBOUR) as client:
            assert (await client.get(f"/tasks/{opened.task}")).status_code == 404


class TestReassignment:
    async def test_the_owner_may_not(self, ward: Ward) -> None:
        opened = await ward.open()
        body = {"person_id": str(uuid4()), "reason": "Too much to do."}
        async with ward.hospital.client(LEADER) as client:
            answer = await client.post(f"/tasks/{opened.task}/reassignment", json=body)
        assert answer.status_code == 403

    async def test_hr_may(self, ward: Ward) -> None:
        opened = await ward.open()
        to = await ward.hospital.person("per.fag")
        body = {"person_id": str(to), "reason": "Kari is on the late shift."}
        async with ward.hospital.client(HR) as client:
            answer = await client.post(f"/tasks/{opened.task}/reassignment", json=body)
        assert answer.status_code == 200
        assert answer.json()["assignee_id"] == str(to)


class TestReminder:
    async def test_the_owner_may_not(self, ward: Ward) -> None:
        opened = await ward.open()
        async with ward.hospital.client(LEADER) as client:
            answer = await client.post(f"/tasks/{opened.task}/reminder")
        assert answer.status_code == 403

    async def test_hr_may_once_a_day_and_it_is_known_who_asked(self, ward: Ward) -> None:
        opened = await ward.open()
        async with ward.hospital.client(HR) as client:
            first = await client.post(f"/tasks/{opened.task}/reminder")
            second = await client.post(f"/tasks/{opened.task}/reminder")
        assert first.status_code == 200
        assert (second.status_code, second.json()["code"]) == (409, "reminded_today")
        [event] = [one for one in await audited(ward) if one.kind == AuditKind.TASK_REMINDED]
        assert event.actor_id == await ward.hospital.person(HR)

    async def test_nobody_is_reminded_of_what_nobody_has(self, ward: Ward) -> None:
        ward.vacant = True
        opened = await ward.open()
        async with ward.hospital.client(HR) as client:
            answer = await client.post(f"/tasks/{opened.task}/reminder")
        assert (answer.status_code, answer.json()["code"]) == (409, "nobody_to_remind")


class TestOperations:
    async def test_anonymous(self, ward: Ward) -> None:
        async with ward.hospital.client() as client:
            assert (await client.get("/operations")).status_code == 401

    async def test_only_keepers(self, ward: Ward) -> None:
        async with ward.hospital.client(LEADER) as client:
            assert (await client.get("/operations")).status_code == 403

    async def test_another_trust_sees_nothing_of_it(self, ward: Ward) -> None:
        ward.vacant = True
        await ward.open()
        async with ward.hospital.client(NEIGHBOUR) as client:
            assert (await client.get("/operations")).json()["items"] == []

    async def test_what_stopped_is_listed_and_can_be_passed_over(self, ward: Ward) -> None:
        step = StepCode.CHECK_PREFERENCE_BEFORE_ADVERT
        opened = await asked(ward, step, Relation.HR_ADVISER, None)
        async with ward.hospital.client(HR) as client:
            (task,) = (await client.get("/operations")).json()["items"]
            path = f"/operations/{opened}/resolution"
            answer = await client.post(path, json=RESOLUTION)
            again = await client.post(path, json=RESOLUTION)
        assert task["state"] == "stopped"
        assert answer.json()["fact"] == Fact.STEP_SKIPPED
        assert again.status_code == 409
        assert (await ward.task(opened)).state == "skipped"
