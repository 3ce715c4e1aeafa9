"""The routes of a case: who may, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.candidates.applications.tables import Application
from services.kit import clock
from services.organisation.tables import Absence
from services.recruitment.need.tables import CaseMember, Discussion, PreferenceCheck
from services.selection.conflicts.tables import Conflict
from services.tasks.tables import Task
from tests.access.hospital import NEIGHBOUR as OTHER_TRUST
from tests.access.hospital import Hospital
from tests.recruitment.case import (
    ALTERNATIVES,
    APPROVER,
    EXPERT,
    HR,
    LEADER,
    NEED,
    NEIGHBOUR,
    PARTS,
    PROFILE,
    STRANGER,
    UNION,
    Case,
    start,
)
from workflows.payloads.codes import Phase, StepCode

READ = ("", "/alternatives", "/members", "/profile", "/advert", "/advert/checks", "/log")


async def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code
    return answer.json()


class TestWhoMayRead:
    async def test_anonymous_stranger_and_neighbour_see_nothing(self, case: Case):
        for address, status, code in (
            (None, 401, "not_signed_in"),
            (STRANGER, 404, "not_found"),
            (NEIGHBOUR, 404, "not_found"),
            (OTHER_TRUST, 404, "not_found"),
        ):
            async with case.as_(address) as someone:
                for rest in READ:
                    await refused(await someone.get(rest), status, code)

    async def test_everybody_with_a_part(self, case: Case):
        for address in PARTS.values():
            async with case.as_(address) as someone:
                for rest in READ:
                    assert (await someone.get(rest)).status_code == 200


class TestWhoMayDo:
    CHANGES: tuple[tuple[str, str, Any], ...] = (
        ("PATCH", "", {"percentage": 80}),
        ("PUT", "/alternatives", ALTERNATIVES),
        ("PUT", "/profile", PROFILE),
        ("PUT", "/members", {"members": []}),
        ("POST", "/submission", None),
        ("POST", "/discussion", {"remark": None}),
        ("POST", "/preference-checks", {"stage": "before_advert"}),
        ("POST", "/approval", {"approved": True}),
        ("POST", "/cancellation", {"reason": "The ward is closed."}),
        ("POST", "/failure", {"reason": "Nobody is left."}),
    )

    async def test_others_change_nothing(self, case: Case):
        before = await case.row()
        for address, status in ((None, 401), (STRANGER, 404), (NEIGHBOUR, 404), (EXPERT, 403)):
            async with case.as_(address) as someone:
                for method, rest, body in self.CHANGES:
                    answer = await someone.client.request(method, someone.path + rest, json=body)
                    assert answer.status_code == status, (method, rest, answer.text)
        assert await case.row() == before

    async def test_each_part_does_its_own(self, case: Case):
        for address, rest, body in (
            (LEADER, "/approval", {"approved": True}),
            (UNION, "/preference-checks", {"stage": "before_advert"}),
            (HR, "/discussion", {"remark": None}),
            (APPROVER, "/submission", None),
        ):
            async with case.as_(address) as someone:
                await refused(await someone.post(rest, body), 403, "wrong_part")


class TestStart:
    async def body(self, hospital: Hospital, **need: Any) -> dict[str, Any]:
        return {**NEED, "unit_id": str((await hospital.ward()).id), **need}

    async def test_anonymous_stranger_and_neighbour(self, hospital: Hospital):
        body = await self.body(hospital)
        for address, status in ((None, 401), (STRANGER, 403), (NEIGHBOUR, 403), (OTHER_TRUST, 404)):
            async with hospital.client(address) as someone:
                assert (await someone.post("/recruitments", json=body)).status_code == status

    @pytest.mark.parametrize("address", [LEADER, HR])
    async def test_a_leader_and_hr_may(self, hospital: Hospital, address: str):
        async with hospital.client(address) as someone:
            created = await someone.post("/recruitments", json=await self.body(hospital))
        assert created.status_code == 201
        shown = created.json()
        assert shown["phase"] == "job_analysis"
        assert shown["title"] in ("Sykepleier", "Nurse")
        assert [member["relation"] for member in shown["members"]] == ["hiring_manager"]
        assert created.headers["Location"].endswith(shown["id"])
        case = Case(hospital, shown["id"])
        assert await case.told() == [None]

    async def test_a_need_that_cannot_be(self, hospital: Hospital):
        async with hospital.client(LEADER) as leader:
            for need, code in (
                ({"percentage": 140}, "invalid_request"),
                ({"percentage": 0}, "invalid_request"),
                ({"position": "whatever"}, "invalid_request"),
                ({"occupation_styrk08": "nurse"}, "invalid_request"),
                ({"surprise": 1}, "invalid_request"),
                ({"reason": "a\x00b"}, "invalid_request"),
                ({"positions": 2}, "one_position_only"),
                ({"wanted_start": "2020-01-01"}, "start_in_the_past"),
            ):
                body = await self.body(hospital, **need)
                problem = await refused(await leader.post("/recruitments", json=body), 422, code)
                assert need.keys() <= problem["fields"].keys()

    async def test_members_that_cannot_be(self, hospital: Hospital):
        manager = ("hiring_manager", LEADER)
        for parts, code in (
            ([("approver", APPROVER)], "one_hiring_manager"),
            ([manager, ("approver", LEADER)], "own_approver"),
            ([manager, ("hiring_manager", HR)], "one_hiring_manager"),
            ([manager, ("candidate", HR)], "not_a_part"),
            ([manager, manager], "member_twice"),
            # A colleague of one's own choice approves nothing, and neither does a candidate.
            ([manager, ("approver", EXPERT)], "member_without_role"),
            ([manager, ("hr_adviser", EXPERT)], "member_without_role"),
            ([manager, ("union_representative", APPROVER)], "member_without_role"),
            ([manager, ("approver", "candidate@example.org")], "member_without_role"),
            ([manager, ("assessor", "candidate@example.org")], "member_not_employed"),
            ([manager, ("expert", OTHER_TRUST)], "member_not_employed"),
        ):
            members = [
                {"person_id": str(await hospital.person(address)), "relation": relation}
                for relation, address in parts
            ]
            async with hospital.client(LEADER) as leader:
                body = await self.body(hospital, members=members)
                await refused(await leader.post("/recruitments", json=body), 422, code)

    async def test_an_unknown_person_and_an_unknown_unit(self, hospital: Hospital):
        members = [{"person_id": str(uuid4()), "relation": "hiring_manager"}]
        async with hospital.client(LEADER) as leader:
            body = await self.body(hospital, members=members)
            await refused(await leader.post("/recruitments", json=body), 422, "no_such_person")
            body = await self.body(hospital, unit_id=str(uuid4()))
            await refused(await leader.post("/recruitments", json=body), 404, "not_found")


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


class TestChange:
    async def test_it_needs_the_version_that_was_read(self, case: Case):
        async with case.as_(LEADER) as leader:
            await refused(
                await leader.client.patch(leader.path, json={"percentage": 80}),
                428,
                "if_match_missing",
            )
            stale = {"If-Match": '"99"'}
            answer = await leader.client.patch(leader.path, json={"percentage": 80}, headers=stale)
            await refused(answer, 412, "changed_meanwhile")

    async def test_it_counts_the_version_up(self, case: Case):
        async with case.as_(LEADER) as leader:
            answer = await leader.edit(
                "", {"percentage": 80, "part_time_reason": "Nights"}, "PATCH"
            )
        assert answer.status_code == 200
        assert answer.json()["percentage"] == 80
        assert (answer.headers["ETag"], answer.json()["version"]) == ('"2"', 2)
        assert answer.json()["approval_voided"] is False

    async def test_what_stays_the_same_is_no_change(self, case: Case):
        async with case.as_(LEADER) as leader:
            answer = await leader.edit("", {"percentage": 100}, "PATCH")
        assert answer.json()["version"] == 1

    async def test_a_start_in_the_past_and_two_posts(self, case: Case):
        async with case.as_(LEADER) as leader:
            day = (clock.today() - timedelta(days=1)).isoformat()
            await refused(
                await leader.edit("", {"wanted_start": day}, "PATCH"), 422, "start_in_the_past"
            )
            await refused(
                await leader.edit("", {"positions": 2}, "PATCH"), 422, "one_position_only"
            )

    async def test_an_alternative_is_answered_once(self, case: Case):
        twice = {"alternatives": [{"option": "delay", "answer": "a"}] * 2}
        async with case.as_(LEADER) as leader:
            await refused(await leader.edit("/alternatives", twice), 422, "alternative_twice")
            one = {"alternatives": [{"option": "delay", "answer": "310 hours"}]}
            shown = (await leader.edit("/alternatives", one)).json()
        assert len(shown["unanswered"]) == 11

    async def test_keys_of_a_profile_must_be_right_the_rest_is_only_said(self, case: Case):
        profile = {"criteria": [PROFILE["criteria"][0], PROFILE["criteria"][0]]}
        async with case.as_(LEADER) as leader:
            await refused(await leader.edit("/profile", profile), 422, "bad_keys")
            shown = await leader.edit("/profile", {"criteria": PROFILE["criteria"][:1]})
        assert shown.status_code == 200
        assert [found["code"] for found in shown.json()["errors"]] == ["no_should"]

    async def test_findings_are_told_in_the_readers_language(self, case: Case):
        async with case.as_(LEADER) as leader:
            found = (await leader.get("/profile")).json()["errors"][0]
        assert found["message"] == "Legg til minst ett bør-krav, ellers kan ingen rangeres."


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
            await refused(await expert.get(), 404, "not_found")

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
                await refused(await leader.edit("/members", wanted), 422, code)

    async def test_the_author_makes_nobody_approver(self, case: Case):
        async with case.as_(LEADER) as leader:
            for parts, code in (
                ({"approver": "bente.alstad"}, "member_without_role"),
                ({"assessor": "candidate@example.org"}, "member_not_employed"),
            ):
                wanted = await self.members(case, **PARTS | parts)
                problem = await refused(await leader.edit("/members", wanted), 422, code)
                assert "members" in problem["fields"]

    async def test_the_hiring_manager_does_not_approve(self, case: Case):
        own = await self.members(case, hiring_manager=LEADER, approver=LEADER)
        async with case.as_(LEADER) as leader:
            await refused(await leader.edit("/members", own), 422, "own_approver")


class TestSubmission:
    async def test_everything_missing_is_said_at_once(self, hospital: Hospital):
        case = await start(hospital, percentage=80, position="temporary", reason="")
        async with case.as_(LEADER) as leader:
            problem = await refused(await leader.post("/submission"), 422, "need_incomplete")
        assert set(problem["fields"]) >= {
            "reason",
            "temporary_basis",
            "part_time_reason",
            "alternatives.delay",
            "profile",
        }
        assert (await case.row()).submitted_at is None

    async def test_it_is_submitted_once(self, case: Case):
        await case.submit()
        assert (await case.told())[-1] == "need_submitted"
        async with case.as_(LEADER) as leader:
            await refused(await leader.post("/submission"), 409, "already_submitted")

    async def test_the_same_key_gives_the_same_answer(self, case: Case):
        await case.write()
        async with case.as_(LEADER) as leader:
            key = {"Idempotency-Key": "once"}
            first = await leader.post("/submission", **key)
            assert (await leader.post("/submission", **key)).json() == first.json()


class TestApproval:
    async def test_discussion_and_preferential_rights_come_first(self, case: Case):
        await case.submit()
        async with case.as_(APPROVER) as approver:
            await refused(
                await approver.post("/approval", {"approved": True}), 409, "not_discussed"
            )
            async with case.as_(UNION) as union:
                await union.post("/discussion", {"remark": "Full-time, please."})
            await refused(
                await approver.post("/approval", {"approved": True}), 409, "preference_unchecked"
            )

    async def test_before_submission(self, case: Case):
        async with case.as_(APPROVER) as approver, case.as_(UNION) as union:
            for answer in (
                await approver.post("/approval", {"approved": True}),
                await union.post("/discussion", {"remark": None}),
            ):
                await refused(answer, 409, "need_not_submitted")

    async def test_nobody_approves_their_own_need(self, case: Case):
        await case.submit()
        # HR holds no part as approver; so let whoever submitted become one.
        async with case.database.transaction() as session:
            row = await session.merge(await case.row())
            row.submitted_by = await case.hospital.person(APPROVER)
        async with case.as_(APPROVER) as approver:
            await refused(await approver.post("/approval", {"approved": True}), 403, "own_need")

    async def test_returning_needs_a_reason(self, case: Case):
        await case.submit()
        async with case.as_(APPROVER) as approver:
            await refused(
                await approver.post("/approval", {"approved": False}), 422, "reason_missing"
            )
            returned = await approver.post("/approval", {"approved": False, "reason": "Why now?"})
        assert returned.json()["fact"] == "need_returned"
        assert (await case.row()).submitted_at is None

    async def test_what_was_approved_is_kept(self, case: Case):
        await case.approve()
        async with case.as_(APPROVER) as approver:
            shown = (await approver.get()).json()
            await refused(
                await approver.post("/approval", {"approved": True}), 409, "already_approved"
            )
        assert shown["approved_at"]
        assert [one["approved"] for one in shown["approvals"]] == [True]
        assert (await case.told())[-1] == "need_approved"

    async def test_the_version_that_was_read_must_be_the_current_one(self, case: Case):
        await case.submit()
        async with case.as_(APPROVER) as approver:
            old = {"approved": True, "version": 1}
            await refused(await approver.post("/approval", old), 409, "changed_since_read")

    @pytest.mark.parametrize(
        ("rest", "body", "method"),
        [
            ("", {"wanted_start": "2027-06-01"}, "PATCH"),
            ("/profile", {"criteria": PROFILE["criteria"][1:]}, "PUT"),
            ("/alternatives", {"alternatives": ALTERNATIVES["alternatives"][1:]}, "PUT"),
        ],
    )
    async def test_a_change_voids_the_approval(
        self, case: Case, rest: str, body: dict[str, Any], method: str
    ):
        await case.approve()
        async with case.as_(LEADER) as leader:
            changed = await leader.edit(rest, body, method)
            assert changed.json()["approval_voided"] is True
            shown = (await leader.get()).json()
        assert shown["approved_at"] is None
        assert shown["approvals"][0]["voided_at"]
        assert (await case.told())[-1] == "approval_voided"

    async def test_after_publication_need_and_profile_are_fixed(self, case: Case):
        await case.publish()
        async with case.as_(LEADER) as leader:
            fixed: tuple[tuple[str, Any, str], ...] = (
                ("", {"percentage": 50}, "PATCH"),
                ("/profile", {"criteria": []}, "PUT"),
                ("/alternatives", {"alternatives": []}, "PUT"),
            )
            for rest, body, method in fixed:
                await refused(await leader.edit(rest, body, method), 409, "profile_fixed")


class TestPreferentialRights:
    async def test_a_claim_says_what_was_done(self, case: Case):
        async with case.as_(HR) as adviser:
            claim = {"stage": "before_advert", "claim": True, "finding": " "}
            await refused(await adviser.post("/preference-checks", claim), 422, "finding_missing")

    async def test_each_stage_at_its_time(self, case: Case):
        async with case.as_(HR) as adviser:
            late = {"stage": "before_offer", "finding": "Nobody."}
            await refused(await adviser.post("/preference-checks", late), 409, "not_advertised")
            await case.publish()
            early = {"stage": "before_advert", "finding": "Nobody."}
            await refused(
                await adviser.post("/preference-checks", early), 409, "already_advertised"
            )
            # Weeks before anybody is nominated is not before the offer.
            await refused(
                await adviser.post("/preference-checks", late), 409, "nomination_not_approved"
            )
            await case.enter(Phase.OFFER)
            for _ in "ab":
                # A finding may be corrected; the process is told once.
                assert (await adviser.post("/preference-checks", late)).status_code == 201
        assert (await case.told()).count("preference_checked") == 2
        for address, finding in ((UNION, "Nobody."), (EXPERT, None)):
            async with case.as_(address) as someone:
                assert (await someone.get()).json()["preference_checks"][0]["finding"] == finding


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


class TestMaterialChange:
    async def test_is_discussed_and_looked_into_anew(self, case: Case):
        await case.approve()
        told = await case.told()
        async with case.as_(LEADER) as leader:
            part_time = {"percentage": 60, "part_time_reason": "The rest is filled."}
            assert (await leader.edit("", part_time, "PATCH")).status_code == 200
        async with case.as_(APPROVER) as approver:
            decision = {"approved": True}
            await refused(await approver.post("/approval", decision), 409, "not_discussed")
            async with case.as_(UNION) as union:
                assert (await union.post("/discussion", {"remark": None})).status_code == 201
            await refused(await approver.post("/approval", decision), 409, "preference_unchecked")
            async with case.as_(HR) as adviser:
                check = {"stage": "before_advert", "finding": "Nobody."}
                assert (await adviser.post("/preference-checks", check)).status_code == 201
            assert (await approver.post("/approval", decision)).status_code == 200
        again = (await case.told())[len(told) :]
        assert [fact for fact in again if fact != "approval_voided"] == [
            "need_discussed",
            "preference_checked",
            "need_approved",
        ]

    async def test_another_change_is_not(self, case: Case):
        await case.approve()
        async with case.as_(LEADER) as leader:
            worse = {"consequence_for_patients": "Three beds stay closed."}
            assert (await leader.edit("", worse, "PATCH")).status_code == 200
        async with case.as_(APPROVER) as approver:
            assert (await approver.post("/approval", {"approved": True})).status_code == 200

    async def test_the_process_is_told_of_a_discussion_once(self, case: Case):
        await case.submit()
        async with case.as_(UNION) as union:
            for remark in ("Full-time.", "As I said."):
                assert (await union.post("/discussion", {"remark": remark})).status_code == 201
        assert (await case.told()).count("need_discussed") == 1


class TestDeputy:
    async def test_the_record_says_who_decided_on_whose_authority(self, case: Case):
        deputy = "turid.klinikk"
        await case.submit()
        async with case.database.transaction() as session:
            session.add(
                PreferenceCheck(
                    recruitment_id=case.id,
                    stage="before_advert",
                    person_id=await case.hospital.person(HR),
                    finding="Nobody.",
                )
            )
            session.add(Discussion(recruitment_id=case.id))
            absent = await case.hospital.person(APPROVER)
            session.add(
                Absence(
                    person_id=absent,
                    deputy_id=await case.hospital.person(deputy),
                    starts=clock.today(),
                    ends=clock.today(),
                    accepted_at=clock.now(),
                )
            )
        async with case.as_(deputy) as someone:
            assert len((await someone.client.get("/recruitments")).json()["items"]) == 1
            assert (await someone.post("/approval", {"approved": True})).status_code == 200
            approval = (await someone.get()).json()["approvals"][0]
            texts = [entry["text"] for entry in (await someone.get("/log")).json()["items"]]
        assert approval["on_authority_of"] == str(absent)
        assert "Turid Vefsnes godkjente behovet, på vegne av Geir Klinikkberg." in texts


class TestEnding:
    @pytest.mark.parametrize(
        ("rest", "ending", "fact"),
        [
            ("/cancellation", "cancelled", "case_cancelled"),
            ("/failure", "search_failed", "search_failed"),
        ],
    )
    async def test_a_case_ends_with_a_reason(self, case: Case, rest: str, ending: str, fact: str):
        await case.publish()
        async with case.as_(LEADER) as leader:
            assert (await leader.post(rest, {"reason": " "})).status_code == 422
            ended = await leader.post(rest, {"reason": "The ward is closed."})
            assert ended.json()["fact"] == fact
            await refused(await leader.post(rest, {"reason": "Again."}), 409, "case_ended")
            assert (await leader.get()).json()["ending"] == ending
        assert [advert.state for advert in await case.adverts()] == ["withdrawn"]


class TestLog:
    async def test_it_reads_as_a_story(self, case: Case):
        await case.approve()
        await case.enter(Phase.APPROVAL)
        async with case.as_(HR) as adviser:
            entries = (await adviser.get("/log")).json()["items"]
        texts = [entry["text"] for entry in entries]
        assert texts[0] == "Kari Lederås opprettet saken."
        assert any("godkjente behovet" in text for text in texts)
        assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
