"""Who has a part in a case, and how that changes."""

from datetime import timedelta
from typing import Any

from services.candidates.applications.tables import Application
from services.kit import clock
from services.recruitment.need.tables import CaseMember
from services.selection.conflicts.tables import Conflict
from services.tasks.tables import Task
from tests.recruitment.case import APPROVER, EXPERT, HR, LEADER, PARTS, Case, refused
from workflows.payloads.codes import Phase, StepCode


class TestMembers:
    async def members(self, case: Case, **parts: str) -> dict[str, Any]:
        return {
            "members": [
                {"person_id": str(await case.hospital.person(address)), "relation": relation}
                for relation, address in parts.items()
            ]
        }

    async def test_who_is_left_out_leaves_and_may_come_back(self, case: Case):
        fewer = await self.members(case, hiring_manager=LEADER, approver=APPROVER, hr_adviser=HR)
        async with case.as_(LEADER) as leader:
            shown = (await leader.edit("/members", fewer)).json()
            left = {member["relation"] for member in shown["members"] if member["left"]}
            assert left == {"union_representative", "expert"}
            again = (await leader.edit("/members", await self.members(case, **PARTS))).json()
            assert not [member for member in again["members"] if member["left"]]
            assert len(again["members"]) == 5

    async def test_who_has_left_sees_nothing(self, case: Case):
        fewer = await self.members(case, hiring_manager=LEADER)
        async with case.as_(LEADER) as leader:
            await leader.edit("/members", fewer)
        async with case.as_(EXPERT) as expert:
            refused(await expert.get(), 404, "not_found")

    async def test_whoever_applied_or_has_a_conflict_gets_no_part(self, case: Case):
        person = await case.hospital.person("bente.alstad")
        advert = (await case.adverts())[0]
        application = Application(
            recruitment_id=case.id, advert_id=advert.id, person_id=person, received_at=clock.now()
        )
        async with case.database.transaction() as session:
            session.add(application)
            await session.flush()
            conflicted = await case.hospital.person("stig.leder")
            session.add(
                Conflict(
                    recruitment_id=case.id, person_id=conflicted, application_id=application.id
                )
            )
        async with case.as_(LEADER) as leader:
            for address, code in (
                ("bente.alstad", "member_applied"),
                ("stig.leder", "member_conflicted"),
            ):
                wanted = await self.members(case, **PARTS | {"assessor": address})
                refused(await leader.edit("/members", wanted), 422, code)

    async def test_the_author_makes_nobody_approver(self, case: Case):
        async with case.as_(LEADER) as leader:
            for parts, code in (
                ({"approver": "bente.alstad"}, "member_without_role"),
                ({"assessor": "candidate@example.org"}, "member_not_employed"),
            ):
                wanted = await self.members(case, **PARTS | parts)
                problem = refused(await leader.edit("/members", wanted), 422, code)
                assert "members" in problem["fields"]

    async def test_the_hiring_manager_does_not_approve(self, case: Case):
        own = await self.members(case, hiring_manager=LEADER, approver=LEADER)
        async with case.as_(LEADER) as leader:
            refused(await leader.edit("/members", own), 422, "own_approver")


class TestMembersWhileApplicantsAreJudged:
    async def test_nobody_waits_for_who_left_and_who_came_is_told_of(self, case: Case):
        await case.enter(Phase.INTERVIEWS)
        async with case.database.transaction() as session:
            assessor = await case.hospital.person("per.fag")
            session.add(CaseMember(recruitment_id=case.id, person_id=assessor, relation="assessor"))
            tasks = [
                Task(
                    process_id=case.id,
                    step=step,
                    about=assessor,
                    relation="assessor",
                    owner_id=assessor,
                    assignee_id=assessor,
                    default="stop",
                    due_at=clock.now() + timedelta(days=5),
                    lapse_at=clock.now() + timedelta(days=9),
                )
                for step in (StepCode.DECLARE_CONFLICTS, StepCode.SCORE)
            ]
            session.add_all(tasks)
        async with case.as_(LEADER) as leader:
            present = (await leader.get("/members")).json()["members"]
            kept = [
                {"person_id": one["person_id"], "relation": one["relation"]}
                for one in present
                if one["person_id"] != str(assessor)
            ]
            answer = await leader.edit("/members", {"members": kept})
            assert answer.status_code == 200, answer.text
        async with case.database.transaction() as session:
            states = [(await session.get_one(Task, task.id)).state for task in tasks]
        assert states == ["dropped", "dropped"]
        assert (await case.told())[-1] == "assessor_replaced"
