"""The need while it is written, with alternatives and profile, until it is submitted."""

from datetime import timedelta

from services.kit import clock
from tests.access.hospital import Hospital
from tests.recruitment.case import (
    LEADER,
    PROFILE,
    Case,
    refused,
    start,
)


class TestChange:
    async def test_it_needs_the_version_that_was_read(self, case: Case):
        async with case.as_(LEADER) as leader:
            refused(
                await leader.client.patch(leader.path, json={"percentage": 80}),
                428,
                "if_match_missing",
            )
            stale = {"If-Match": '"99"'}
            answer = await leader.client.patch(leader.path, json={"percentage": 80}, headers=stale)
            refused(answer, 412, "changed_meanwhile")
            said = {"If-Match": "hallo"}
            answer = await leader.client.patch(leader.path, json={"percentage": 80}, headers=said)
            assert list(refused(answer, 422, "invalid_request")["fields"]) == ["If-Match"]
            whatever = {"If-Match": "*"}
            answer = await leader.client.patch(
                leader.path, json={"percentage": 80}, headers=whatever
            )
            assert answer.status_code == 200

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
            refused(await leader.edit("", {"wanted_start": day}, "PATCH"), 422, "start_in_the_past")
            refused(await leader.edit("", {"positions": 2}, "PATCH"), 422, "one_position_only")

    async def test_an_alternative_is_answered_once(self, case: Case):
        twice = {"alternatives": [{"option": "delay", "answer": "a"}] * 2}
        async with case.as_(LEADER) as leader:
            answer = await leader.edit("/alternatives", twice)
            problem = refused(answer, 422, "alternative_twice")
            assert list(problem["fields"]) == ["alternatives.delay"]
            one = {"alternatives": [{"option": "delay", "answer": "310 hours"}]}
            shown = (await leader.edit("/alternatives", one)).json()
        assert len(shown["unanswered"]) == 11

    async def test_keys_of_a_profile_must_be_right_the_rest_is_only_said(self, case: Case):
        profile = {"criteria": [PROFILE["criteria"][0], PROFILE["criteria"][0]]}
        async with case.as_(LEADER) as leader:
            refused(await leader.edit("/profile", profile), 422, "bad_keys")
            shown = await leader.edit("/profile", {"criteria": PROFILE["criteria"][:1]})
        assert shown.status_code == 200
        assert [found["code"] for found in shown.json()["errors"]] == ["no_should"]

    async def test_findings_are_told_in_the_readers_language(self, case: Case):
        async with case.as_(LEADER) as leader:
            found = (await leader.get("/profile")).json()["errors"][0]
        assert found["message"] == "Legg til minst ett bør-krav, ellers kan ingen rangeres."


class TestSubmission:
    async def test_everything_missing_is_said_at_once(self, hospital: Hospital):
        case = await start(hospital, percentage=80, position="temporary", reason="")
        async with case.as_(LEADER) as leader:
            problem = refused(await leader.post("/submission"), 422, "need_incomplete")
        assert set(problem["fields"]) >= {
            "reason",
            "temporary_basis",
            "part_time_reason",
            "alternatives.delay",
            "profile",
        }
        assert (await case.row()).submitted_at is None

    async def test_it_is_submitted_once(self, submitted: Case):
        assert (await submitted.told())[-1] == "need_submitted"
        async with submitted.as_(LEADER) as leader:
            refused(await leader.post("/submission"), 409, "already_submitted")

    async def test_the_same_key_gives_the_same_answer(self, case: Case):
        await case.write()
        async with case.as_(LEADER) as leader:
            key = {"Idempotency-Key": "once"}
            first = await leader.post("/submission", **key)
            assert (await leader.post("/submission", **key)).json() == first.json()
