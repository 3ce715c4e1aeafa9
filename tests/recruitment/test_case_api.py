"""A case from its start to its end, and what its log tells."""

from typing import Any
from uuid import uuid4

import pytest

from services.access import audit
from services.access.audit import AuditKind
from tests.access.hospital import NEIGHBOUR as OTHER_TRUST
from tests.access.hospital import Hospital
from tests.recruitment.case import (
    APPROVER,
    EXPERT,
    HR,
    LEADER,
    NEED,
    NEIGHBOUR,
    STRANGER,
    Case,
    refused,
)
from workflows.payloads.codes import LetterKind, Phase


class TestStart:
    async def body(self, hospital: Hospital, **need: Any) -> dict[str, Any]:
        return {**NEED, "unit_id": str((await hospital.ward()).id), **need}

    async def test_anonymous_stranger_and_neighbour(self, hospital: Hospital):
        body = await self.body(hospital)
        for address, status in ((None, 401), (STRANGER, 403), (NEIGHBOUR, 403), (OTHER_TRUST, 422)):
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
                problem = refused(await leader.post("/recruitments", json=body), 422, code)
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
                refused(await leader.post("/recruitments", json=body), 422, code)

    async def test_an_unknown_person_and_an_unknown_unit(self, hospital: Hospital):
        members = [{"person_id": str(uuid4()), "relation": "hiring_manager"}]
        async with hospital.client(LEADER) as leader:
            body = await self.body(hospital, members=members)
            refused(await leader.post("/recruitments", json=body), 422, "no_such_person")
            body = await self.body(hospital, unit_id=str(uuid4()))
            problem = refused(await leader.post("/recruitments", json=body), 422, "unknown_unit")
        assert problem["fields"] == {"unit_id": "Denne enheten finnes ikke."}


class TestEnding:
    @pytest.mark.parametrize(
        ("rest", "ending", "fact"),
        [
            ("/cancellation", "cancelled", "case_cancelled"),
            ("/failure", "search_failed", "search_failed"),
        ],
    )
    async def test_a_case_ends_with_a_reason(
        self, published: Case, rest: str, ending: str, fact: str
    ):
        async with published.as_(LEADER) as leader:
            assert (await leader.post(rest, {"reason": " "})).status_code == 422
            ended = await leader.post(rest, {"reason": "The ward is closed."})
            assert ended.json()["fact"] == fact
            refused(await leader.post(rest, {"reason": "Again."}), 409, "case_ended")
            assert (await leader.get()).json()["ending"] == ending
        assert [advert.state for advert in await published.adverts()] == ["withdrawn"]


class TestLog:
    async def test_it_reads_as_a_story(self, approved: Case):
        await approved.enter(Phase.APPROVAL)
        async with approved.as_(HR) as adviser:
            entries = (await adviser.get("/log")).json()["items"]
        texts = [entry["text"] for entry in entries]
        assert texts[0] == "Kari Lederås opprettet saken."
        assert any("godkjente behovet" in text for text in texts)
        assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)

    async def test_it_says_which_letter_and_not_to_whom(self, case: Case):
        async with case.database.transaction() as session:
            await audit.record(
                session,
                AuditKind.LETTER_SENT,
                process_id=case.id,
                about=uuid4(),
                data={"letter": LetterKind.INTERNAL_NOTICE, "attempts": 1},
            )
        async with case.as_(HR) as adviser:
            entries = (await adviser.get("/log")).json()["items"]
        assert entries[-1]["text"] == "Et brev ble sendt: intern kunngjøring av stillingen."
