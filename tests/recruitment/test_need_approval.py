"""What comes before the approval of a need, who gives it, and what voids it."""

from typing import Any

import pytest

from services.kit import clock
from services.organisation.tables import Absence
from services.recruitment.need.tables import Discussion, PreferenceCheck
from tests.recruitment.case import (
    ALTERNATIVES,
    APPROVER,
    EXPERT,
    HR,
    LEADER,
    PROFILE,
    UNION,
    Case,
    refused,
)
from workflows.payloads.codes import Phase


class TestApproval:
    async def test_discussion_and_preferential_rights_come_first(self, submitted: Case):
        async with submitted.as_(APPROVER) as approver:
            refused(await approver.post("/approval", {"approved": True}), 409, "not_discussed")
            async with submitted.as_(UNION) as union:
                await union.post("/discussion", {"remark": "Full-time, please."})
            refused(
                await approver.post("/approval", {"approved": True}), 409, "preference_unchecked"
            )

    async def test_before_submission(self, case: Case):
        async with case.as_(APPROVER) as approver, case.as_(UNION) as union:
            for answer in (
                await approver.post("/approval", {"approved": True}),
                await union.post("/discussion", {"remark": None}),
            ):
                refused(answer, 409, "need_not_submitted")

    async def test_nobody_approves_their_own_need(self, submitted: Case):
        # HR holds no part as approver; so let whoever submitted become one.
        async with submitted.database.transaction() as session:
            row = await session.merge(await submitted.row())
            row.submitted_by = await submitted.hospital.person(APPROVER)
        async with submitted.as_(APPROVER) as approver:
            refused(await approver.post("/approval", {"approved": True}), 403, "own_need")

    async def test_returning_needs_a_reason(self, submitted: Case):
        async with submitted.as_(APPROVER) as approver:
            refused(await approver.post("/approval", {"approved": False}), 422, "reason_missing")
            returned = await approver.post("/approval", {"approved": False, "reason": "Why now?"})
        assert returned.json()["fact"] == "need_returned"
        assert (await submitted.row()).submitted_at is None

    async def test_what_was_approved_is_kept(self, approved: Case):
        async with approved.as_(APPROVER) as approver:
            shown = (await approver.get()).json()
            refused(await approver.post("/approval", {"approved": True}), 409, "already_approved")
        assert shown["approved_at"]
        assert [one["approved"] for one in shown["approvals"]] == [True]
        assert (await approved.told())[-1] == "need_approved"

    async def test_the_version_that_was_read_must_be_the_current_one(self, submitted: Case):
        async with submitted.as_(APPROVER) as approver:
            old = {"approved": True, "version": 1}
            refused(await approver.post("/approval", old), 409, "changed_since_read")

    @pytest.mark.parametrize(
        ("rest", "body", "method"),
        [
            ("", {"wanted_start": "2027-06-01"}, "PATCH"),
            ("/profile", {"criteria": PROFILE["criteria"][1:]}, "PUT"),
            ("/alternatives", {"alternatives": ALTERNATIVES["alternatives"][1:]}, "PUT"),
        ],
    )
    async def test_a_change_voids_the_approval(
        self, approved: Case, rest: str, body: dict[str, Any], method: str
    ):
        async with approved.as_(LEADER) as leader:
            changed = await leader.edit(rest, body, method)
            assert changed.json()["approval_voided"] is True
            shown = (await leader.get()).json()
        assert shown["approved_at"] is None
        assert shown["approvals"][0]["voided_at"]
        assert (await approved.told())[-1] == "approval_voided"

    async def test_after_publication_need_and_profile_are_fixed(self, published: Case):
        async with published.as_(LEADER) as leader:
            fixed: tuple[tuple[str, Any, str], ...] = (
                ("", {"percentage": 50}, "PATCH"),
                ("/profile", {"criteria": []}, "PUT"),
                ("/alternatives", {"alternatives": []}, "PUT"),
            )
            for rest, body, method in fixed:
                refused(await leader.edit(rest, body, method), 409, "profile_fixed")


class TestMaterialChange:
    async def test_is_discussed_and_looked_into_anew(self, approved: Case):
        told = await approved.told()
        async with approved.as_(LEADER) as leader:
            part_time = {"percentage": 60, "part_time_reason": "The rest is filled."}
            assert (await leader.edit("", part_time, "PATCH")).status_code == 200
        async with approved.as_(APPROVER) as approver:
            decision = {"approved": True}
            refused(await approver.post("/approval", decision), 409, "not_discussed")
            async with approved.as_(UNION) as union:
                assert (await union.post("/discussion", {"remark": None})).status_code == 201
            refused(await approver.post("/approval", decision), 409, "preference_unchecked")
            async with approved.as_(HR) as adviser:
                check = {"stage": "before_advert", "finding": "Nobody."}
                assert (await adviser.post("/preference-checks", check)).status_code == 201
            assert (await approver.post("/approval", decision)).status_code == 200
        again = (await approved.told())[len(told) :]
        assert [fact for fact in again if fact != "approval_voided"] == [
            "need_discussed",
            "preference_checked",
            "need_approved",
        ]

    async def test_another_change_is_not(self, approved: Case):
        async with approved.as_(LEADER) as leader:
            worse = {"consequence_for_patients": "Three beds stay closed."}
            assert (await leader.edit("", worse, "PATCH")).status_code == 200
        async with approved.as_(APPROVER) as approver:
            assert (await approver.post("/approval", {"approved": True})).status_code == 200

    async def test_the_process_is_told_of_a_discussion_once(self, submitted: Case):
        async with submitted.as_(UNION) as union:
            for remark in ("Full-time.", "As I said."):
                assert (await union.post("/discussion", {"remark": remark})).status_code == 201
        assert (await submitted.told()).count("need_discussed") == 1


class TestPreferentialRights:
    @pytest.mark.parametrize("claim", [True, False])
    async def test_it_says_what_was_found(self, case: Case, claim: bool):
        async with case.as_(HR) as adviser:
            check = {"stage": "before_advert", "claim": claim, "finding": " "}
            answer = await adviser.post("/preference-checks", check)
            problem = refused(answer, 422, "invalid_request")
        assert problem["fields"] == {"finding": "Dette kan ikke stå tomt."}

    async def test_each_stage_at_its_time(self, case: Case):
        async with case.as_(HR) as adviser:
            late = {"stage": "before_offer", "finding": "Nobody."}
            refused(await adviser.post("/preference-checks", late), 409, "not_advertised")
            await case.publish()
            early = {"stage": "before_advert", "finding": "Nobody."}
            refused(await adviser.post("/preference-checks", early), 409, "already_advertised")
            # Weeks before anybody is nominated is not before the offer.
            refused(await adviser.post("/preference-checks", late), 409, "nomination_not_approved")
            await case.enter(Phase.OFFER)
            for _ in "ab":
                # A finding may be corrected; the process is told once.
                assert (await adviser.post("/preference-checks", late)).status_code == 201
        assert (await case.told()).count("preference_checked") == 2
        for address, finding in ((UNION, "Nobody."), (EXPERT, None)):
            async with case.as_(address) as someone:
                assert (await someone.get()).json()["preference_checks"][0]["finding"] == finding


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
