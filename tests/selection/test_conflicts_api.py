"""Conflicts of interest: nobody sees anybody before declaring."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

from sqlmodel import select

from services.kit import clock
from services.organisation.tables import Absence, Person
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import CaseMember
from services.selection.conflicts.tables import Conflict, ConflictDeclaration
from services.tasks.tables import Task
from tests.selection.scene import MEMBERS, Scene
from workflows.payloads.codes import Fact, StepCode

CLOSED_BEFORE = ("applications", "interviews", "scores", "references")


class TestNames:
    async def test_anonymous(self, scene: Scene):
        assert (await scene.ask(None, "GET", "names")).status_code == 401

    async def test_stranger_neighbour_and_applicant(self, scene: Scene):
        for who in ("stranger", "neighbour", "Ingrid Nyheim"):
            assert (await scene.ask(who, "GET", "names")).status_code == 404

    async def test_every_member_reads_names_in_norwegian_order(self, scene: Scene):
        await scene.apply("Åse Aas")
        await scene.apply("Ærlig Ås")
        for who in MEMBERS:
            answer = await scene.ask(who, "GET", "names")
            assert [one["name"] for one in answer.json()["names"]] == [
                "Ingrid Nyheim",
                "Jon Storvik",
                "Sara Guttorm",
                "Ærlig Ås",
                "Åse Aas",
            ]
            assert answer.json()["declared"] is False

    async def test_not_before_the_deadline(self, empty: Scene):
        empty.closes_at = clock.now() + timedelta(days=1)
        await empty.set_up()
        await empty.apply("Ingrid Nyheim")
        reading = await empty.ask("leader", "GET", "names")
        declaring = await empty.ask("leader", "POST", "conflicts", {"application_ids": []})
        for answer in (reading, declaring):
            assert (answer.status_code, answer.json()["code"]) == (409, "before_deadline")

    async def test_keys_cannot_be_joined_to_applications(self, scene: Scene):
        await scene.declare("leader")
        names = (await scene.ask("leader", "GET", "names")).json()["names"]
        lines = (await scene.ask("leader", "GET", "applications")).json()["items"]
        keys = {one["application_id"] for one in names}
        assert not keys & {one["id"] for one in lines}
        assert set(names[0]) == {"application_id", "name", "municipality"}
        for key in keys:
            answer = await scene.ask("leader", "GET", f"applications/{key}")
            assert answer.status_code == 404

    async def test_municipality_only_to_tell_namesakes_apart(self, scene: Scene):
        await scene.apply("Jon Storvik", email="another@example.org", municipality="Vefsn")
        names = (await scene.ask("hr", "GET", "names")).json()["names"]
        assert {(one["name"], one["municipality"]) for one in names} == {
            ("Ingrid Nyheim", None),
            ("Jon Storvik", "Rana"),
            ("Jon Storvik", "Vefsn"),
            ("Sara Guttorm", None),
        }


class TestDeclare:
    async def test_anonymous(self, scene: Scene):
        answer = await scene.ask(None, "POST", "conflicts", {"application_ids": []})
        assert answer.status_code == 401

    async def test_stranger_and_neighbour(self, scene: Scene):
        for who in ("stranger", "neighbour"):
            answer = await scene.ask(who, "POST", "conflicts", {"application_ids": []})
            assert answer.status_code == 404

    async def test_everything_is_closed_to_everyone_before(self, scene: Scene):
        one = next(iter(scene.applications.values()))
        for who, path in product(MEMBERS, (*CLOSED_BEFORE, f"applications/{one}")):
            answer = await scene.ask(who, "GET", path)
            assert answer.status_code == 403
            assert answer.json()["code"] in {"conflicts_undeclared", "wrong_part"}

    async def test_none_is_declared_once(self, scene: Scene):
        task = await scene.task(StepCode.DECLARE_CONFLICTS, scene.people["expert"], "expert")
        answer = await scene.ask("expert", "POST", "conflicts", {"application_ids": []})
        assert answer.status_code == 201
        assert answer.json()["declared"] is True
        again = await scene.ask("expert", "POST", "conflicts", {"application_ids": []})
        assert (again.status_code, again.json()["code"]) == (409, "already_declared")
        assert await scene.told() == [(Fact.CONFLICTS_DECLARED, scene.people["expert"])]
        async with scene.database.transaction() as session:
            assert (await session.get_one(Task, task)).state == "done"
            assert len((await session.exec(select(ConflictDeclaration))).all()) == 1

    async def test_nobody_declares_for_an_absent_member(self, scene: Scene):
        deputy, expert = scene.people["stranger"], scene.people["expert"]
        task = await scene.task(StepCode.DECLARE_CONFLICTS, expert, "expert")
        absence = Absence(
            person_id=expert,
            deputy_id=deputy,
            starts=clock.today(),
            ends=clock.today(),
            accepted_at=clock.now(),
        )
        async with scene.database.transaction() as session:
            session.add(absence)
        await scene.declare("stranger")
        assert await scene.told() == [(Fact.CONFLICTS_DECLARED, deputy)]
        async with scene.database.transaction() as session:
            assert (await session.get_one(Task, task)).state == "open"
        await scene.declare("expert")
        assert (await scene.told())[-1] == (Fact.CONFLICTS_DECLARED, expert)

    async def test_unknown_key(self, scene: Scene):
        real = next(iter(scene.applications.values()))
        for key in (uuid4(), real):
            answer = await scene.ask("expert", "POST", "conflicts", {"application_ids": [str(key)]})
            assert (answer.status_code, answer.json()["code"]) == (422, "unknown_name")
        assert await scene.told() == []

    async def test_one_applicant_is_closed(self, scene: Scene):
        key = await scene.name_key("expert", "Jon Storvik")
        body = {"application_ids": [key], "reason": "Cousins."}
        assert (await scene.ask("expert", "POST", "conflicts", body)).status_code == 201
        lines = (await scene.ask("expert", "GET", "applications")).json()["items"]
        assert [line["number"] for line in lines] == [11, 13]
        jon = scene.applications["Jon Storvik"]
        answer = await scene.ask("expert", "GET", f"applications/{jon}")
        assert (answer.status_code, answer.json()["code"]) == (403, "conflicted_with_applicant")

    async def test_the_whole_case_is_closed_by_policy(self, empty: Scene):
        await empty.set_up(scope="case")
        await empty.apply("Jon Storvik")
        key = await empty.name_key("leader", "Jon Storvik")
        answer = await empty.ask("leader", "POST", "conflicts", {"application_ids": [key]})
        assert answer.status_code == 201
        assert (await empty.ask("leader", "GET", "applications")).status_code == 404
        async with empty.database.transaction() as session:
            parts = await session.exec(
                select(CaseMember).where(CaseMember.person_id == empty.people["leader"])
            )
            assert all(part.left_at for part in parts)

    async def test_hr_by_role_is_shut_out_too(self, empty: Scene):
        await empty.set_up(scope="case")
        await empty.apply("Jon Storvik")
        key = await empty.name_key("hr", "Jon Storvik")
        await empty.hr_by_role("hr")
        assert (
            await empty.ask("hr", "POST", "conflicts", {"application_ids": [key]})
        ).status_code == 201
        answer = await empty.ask("hr", "GET", "applications")
        assert (answer.status_code, answer.json()["code"]) == (403, "conflicted")

    async def test_a_late_conflict_is_recorded_as_late(self, scene: Scene):
        await scene.declare("expert")
        key = await scene.name_key("expert", "Jon Storvik")
        answer = await scene.ask("expert", "POST", "conflicts", {"application_ids": [key]})
        assert answer.status_code == 201
        async with scene.database.transaction() as session:
            found = (await session.exec(select(Conflict))).one()
        assert found.late
        assert len(await scene.told()) == 2

    async def test_new_applicants_ask_for_a_new_declaration(self, scene: Scene):
        await scene.declare("expert")
        second = Advert(
            recruitment_id=scene.case_id,
            round=2,
            state="open",
            closes_at=clock.now() + timedelta(hours=1),
        )
        async with scene.database.transaction() as session:
            session.add(second)
        await scene.apply("Late Comer", advert_id=second.id)
        lines = (await scene.ask("expert", "GET", "applications")).json()["items"]
        assert len(lines) == 3
        clock.set_offset(timedelta(hours=2), mode="embedded")
        assert (await scene.ask("expert", "GET", "names")).json()["declared"] is False
        late = scene.applications["Late Comer"]
        assert (await scene.ask("expert", "GET", f"applications/{late}")).status_code == 404
        await scene.declare("expert")
        assert (await scene.ask("expert", "GET", f"applications/{late}")).status_code == 200


class TestReplacement:
    def body(self, scene: Scene, who: str) -> dict[str, str]:
        return {"person_id": str(scene.people[who])}

    def path(self, scene: Scene, who: str) -> str:
        return f"assessors/{scene.people[who]}/replacement"

    async def test_anonymous(self, scene: Scene):
        path, body = self.path(scene, "expert"), self.body(scene, "stranger")
        assert (await scene.ask(None, "POST", path, body)).status_code == 401

    async def test_neighbour_and_wrong_part(self, scene: Scene):
        path, body = self.path(scene, "expert"), self.body(scene, "stranger")
        assert (await scene.ask("neighbour", "POST", path, body)).status_code == 404
        assert (await scene.ask("expert", "POST", path, body)).status_code == 403

    async def test_takes_over_and_declares_too(self, scene: Scene):
        path, body = self.path(scene, "expert"), self.body(scene, "stranger")
        answer = await scene.ask("hr", "POST", path, body)
        assert answer.status_code == 201
        assert answer.json()["relations"] == ["assessor"]
        assert await scene.told() == [(Fact.ASSESSOR_REPLACED, scene.people["stranger"])]
        assert (await scene.ask("expert", "GET", "names")).status_code == 404
        seen = await scene.ask("stranger", "GET", "applications")
        assert seen.json()["code"] == "conflicts_undeclared"
        assert (await scene.ask("hr", "POST", path, body)).status_code == 404

    async def test_nobody_waits_for_the_old_member(self, scene: Scene):
        expert, leader = scene.people["expert"], scene.people["leader"]
        gone = [
            await scene.task(step, expert, "expert")
            for step in (StepCode.DECLARE_CONFLICTS, StepCode.SCORE)
        ]
        stays = await scene.task(StepCode.SCORE, leader, "leader")
        path, body = self.path(scene, "expert"), self.body(scene, "stranger")
        assert (await scene.ask("hr", "POST", path, body)).status_code == 201
        async with scene.database.transaction() as session:
            states = {task.id: task.state for task in await session.exec(select(Task))}
        assert [states[task] for task in gone] == ["dropped", "dropped"]
        assert states[stays] == "open"

    async def test_an_applicant_cannot(self, scene: Scene):
        answer = await scene.ask(
            "hr", "POST", self.path(scene, "expert"), self.body(scene, "Jon Storvik")
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "is_applicant")

    async def test_somebody_from_elsewhere_cannot(self, scene: Scene):
        outsider = Person(name="Ukjent Venn", email="venn@example.org")
        async with scene.database.transaction() as session:
            session.add(outsider)
        body = {"person_id": str(outsider.id)}
        answer = await scene.ask("hr", "POST", self.path(scene, "expert"), body)
        assert (answer.status_code, answer.json()["code"]) == (422, "member_not_employed")
        assert "person_id" in answer.json()["fields"]

    async def test_the_approver_cannot_lead(self, scene: Scene):
        answer = await scene.ask(
            "hr", "POST", self.path(scene, "leader"), self.body(scene, "approver")
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "approver_is_author")

    async def test_unknown_person(self, scene: Scene):
        body = {"person_id": str(uuid4())}
        answer = await scene.ask("hr", "POST", self.path(scene, "expert"), body)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_person")
