"""Who may read a case, and who may change what in it."""

from typing import Any

from tests.access.hospital import NEIGHBOUR as OTHER_TRUST
from tests.recruitment.case import (
    ALTERNATIVES,
    APPROVER,
    EXPERT,
    HR,
    LEADER,
    NEIGHBOUR,
    PARTS,
    PROFILE,
    STRANGER,
    UNION,
    Case,
    refused,
)

READ = ("", "/alternatives", "/members", "/profile", "/advert", "/advert/checks", "/log")


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
                    refused(await someone.get(rest), status, code)

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
                refused(await someone.post(rest, body), 403, "wrong_part")
