"""The interview kit, invitations with their changes, and the candidate's answer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from services.candidates.applications.tables import Application
from services.kit import clock
from services.selection.interviews import service
from services.selection.interviews.tables import Interview, InterviewKit
from services.tasks.tables import Task
from tests.selection.scene import ONE, TWO, Scene, skip
from workflows.payloads.codes import Fact, StepCode

QUESTION = {
    "criterion": "teamwork",
    "nb": "Fortell om en vakt der samarbeidet gikk skeis.",
    "en": "Tell us about a shift on which teamwork failed.",
    "follow_ups": [{"nb": "Hva gjorde du?", "en": "What did you do?"}],
}


@pytest.fixture
def ready(shortlisted: Scene) -> Scene:
    return shortlisted


class TestKit:
    async def test_anonymous_neighbour_and_wrong_part(self, scene: Scene):
        for who, status in {None: 401, "neighbour": 404}.items():
            assert (await scene.ask(who, "GET", "interview-kit")).status_code == status
        for who, status in {None: 401, "neighbour": 404, "expert": 403}.items():
            answer = await scene.ask(who, "PUT", "interview-kit", {"questions": [QUESTION]})
            assert answer.status_code == status

    async def test_begins_with_a_suggestion(self, scene: Scene):
        answer = await scene.ask("expert", "GET", "interview-kit")
        kit = answer.json()
        assert (kit["version"], kit["suggested"]) == (0, True)
        asked = {one["criterion"] for one in kit["questions"]}
        assert asked == {"norwegian_b2", "judgement", "teamwork"}
        assert kit["questions"][0]["anchors"] == {"1": {"nb": "Ingen", "en": "None"}}
        assert kit["warnings"] == []

    async def test_written_in_versions(self, scene: Scene):
        first = await scene.ask(
            "leader", "PUT", "interview-kit", {"questions": [QUESTION]}, **{"If-Match": '"0"'}
        )
        assert first.status_code == 200
        assert first.headers["etag"] == '"1"'
        codes = {one["code"] for one in first.json()["warnings"]}
        assert codes == {"criterion_unasked"}
        stale = await scene.ask(
            "hr", "PUT", "interview-kit", {"questions": [QUESTION]}, **{"If-Match": '"0"'}
        )
        assert stale.status_code == 412

    async def test_warns_of_forbidden_questions(self, scene: Scene):
        question = {**QUESTION, "en": "Do you plan to have children?"}
        answer = await scene.ask(
            "leader", "PUT", "interview-kit", {"questions": [question]}, **{"If-Match": "*"}
        )
        found = [one for one in answer.json()["warnings"] if one["code"] == "forbidden_wording"]
        assert [one["place"] for one in found] == ["questions.0.en"]
        assert "children" in found[0]["message"]

    async def test_unknown_criterion(self, scene: Scene):
        body = {"questions": [{**QUESTION, "criterion": "nothing"}]}
        answer = await scene.ask("leader", "PUT", "interview-kit", body, **{"If-Match": "*"})
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_criterion")

    async def test_fixed_at_the_first_invitation(self, ready: Scene):
        assert (await ready.invite(ONE)).status_code == 201
        kit = (await ready.ask("union", "GET", "interview-kit")).json()
        assert kit["fixed_at"]
        assert not kit["suggested"]
        answer = await ready.ask(
            "leader", "PUT", "interview-kit", {"questions": [QUESTION]}, **{"If-Match": "*"}
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "kit_fixed")


class TestInvitation:
    async def test_anonymous_neighbour_and_wrong_part(self, ready: Scene):
        body = {
            "application_id": str(ready.applications[ONE]),
            "starts_at": (clock.now() + timedelta(days=1)).isoformat(),
            "place": "Room 2",
        }
        for who, status in {None: 401, "neighbour": 404, "expert": 403}.items():
            assert (await ready.ask(who, "POST", "interviews", body)).status_code == status

    async def test_invites_the_shortlisted_only(self, ready: Scene):
        answer = await ready.invite(ONE)
        assert answer.status_code == 201
        told = await ready.told()
        assert told[-1][0] == Fact.INTERVIEW_INVITED
        assert str(told[-1][1]) == answer.json()["interview_id"]
        refused = await ready.invite("Sara Guttorm")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_shortlisted")
        async with ready.database.transaction() as session:
            application = await session.get_one(Application, ready.applications[TWO])
            application.withdrawn_at = clock.now()
        refused = await ready.invite(TWO)
        assert (refused.status_code, refused.json()["code"]) == (409, "application_withdrawn")

    async def test_not_in_the_past_nor_twice_at_once(self, ready: Scene):
        past = await ready.invite(ONE, -timedelta(hours=1))
        assert (past.status_code, past.json()["code"]) == (422, "time_passed")
        await ready.invite(ONE, timedelta(days=1))
        twice = await ready.invite(ONE, timedelta(days=1, minutes=30))
        assert (twice.status_code, twice.json()["code"]) == (409, "interviews_overlap")
        assert (await ready.invite(TWO, timedelta(days=1, minutes=30))).status_code == 201

    async def test_a_time_without_a_zone(self, ready: Scene):
        body = {
            "application_id": str(ready.applications[ONE]),
            "starts_at": "2030-01-01T09:00:00",
            "place": "Room 2",
        }
        assert (await ready.ask("leader", "POST", "interviews", body)).status_code == 422


class TestChange:
    async def test_anonymous_neighbour_and_wrong_part(self, ready: Scene):
        one = (await ready.invite(ONE)).json()["interview_id"]
        move = {"starts_at": (clock.now() + timedelta(days=4)).isoformat()}
        for who, status in {None: 401, "neighbour": 404, "expert": 403}.items():
            path = f"interviews/{one}"
            assert (await ready.ask(who, "PATCH", path, move)).status_code == status
            off = {"reason": "Illness in the panel."}
            assert (await ready.ask(who, "POST", f"{path}/cancellation", off)).status_code == status

    async def test_moved_raises_the_sequence(self, ready: Scene):
        one = (await ready.invite(ONE)).json()["interview_id"]
        move = {"starts_at": (clock.now() + timedelta(days=4)).isoformat()}
        path = f"interviews/{one}"
        unsaid = await ready.ask("leader", "PATCH", path, move)
        assert (unsaid.status_code, unsaid.json()["code"]) == (428, "if_match_missing")
        answer = await ready.ask("leader", "PATCH", path, move, **{"If-Match": '"0"'})
        assert (answer.json()["sequence"], answer.headers["ETag"]) == (1, '"1"')
        # Another adviser who read it before does not overwrite this unseen.
        late = await ready.ask("hr", "PATCH", path, move, **{"If-Match": '"0"'})
        assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
        listed = (await ready.ask("hr", "GET", "interviews")).json()["items"]
        assert [one["version"] for one in listed] == [1]
        assert (await ready.told())[-1][0] == Fact.INTERVIEW_MOVED
        past = {"starts_at": (clock.now() - timedelta(days=4)).isoformat()}
        refused = await ready.ask("leader", "PATCH", path, past, **{"If-Match": '"1"'})
        assert refused.json()["code"] == "time_passed"
        other = await ready.ask("leader", "PATCH", f"interviews/{uuid4()}", move)
        assert other.status_code == 404

    async def test_called_off_once_with_a_reason(self, ready: Scene):
        one = (await ready.invite(ONE)).json()["interview_id"]
        blank = await ready.ask("leader", "POST", f"interviews/{one}/cancellation", {"reason": " "})
        assert blank.status_code == 422
        off = {"reason": "Illness in the panel."}
        answer = await ready.ask("leader", "POST", f"interviews/{one}/cancellation", off)
        assert answer.json()["sequence"] == 1
        again = await ready.ask("leader", "POST", f"interviews/{one}/cancellation", off)
        assert (again.status_code, again.json()["code"]) == (409, "interview_over")


class TestEnd:
    async def test_anonymous_neighbour_and_wrong_part(self, ready: Scene):
        for who, status in {None: 401, "neighbour": 404, "expert": 403}.items():
            assert (await ready.ask(who, "POST", "interviews/end")).status_code == status

    async def test_everybody_held_or_called_off(self, ready: Scene):
        task = await ready.task(StepCode.INVITE, None, "leader")
        await ready.invite(ONE, timedelta(hours=1))
        refused = await ready.ask("leader", "POST", "interviews/end")
        assert (refused.status_code, refused.json()["code"]) == (409, "interviews_outstanding")
        assert "11, 12" in refused.json()["detail"]
        skip(timedelta(hours=2))
        two = (await ready.invite(TWO, timedelta(days=1))).json()["interview_id"]
        refused = await ready.ask("leader", "POST", "interviews/end")
        assert refused.json()["detail"].endswith(": 12.")
        await ready.ask(
            "leader", "POST", f"interviews/{two}/cancellation", {"reason": "Took another job."}
        )
        answer = await ready.ask("leader", "POST", "interviews/end")
        assert answer.json() == {"held": 1}
        assert (Fact.INTERVIEWS_ENDED, None) in await ready.told()
        states = [
            one["state"] for one in (await ready.ask("union", "GET", "interviews")).json()["items"]
        ]
        assert states == ["held", "cancelled"]
        async with ready.database.transaction() as session:
            assert (await session.get_one(Task, task)).state == "done"


class TestAnswer:
    async def test_anonymous_and_another_candidate(self, ready: Scene):
        await ready.invite(ONE)
        path = f"/my/applications/{ready.applications[ONE]}/interview-answer"
        for who, status in {None: 401, TWO: 404, "leader": 404}.items():
            answer = await ready.ask(who, "POST", path, {"answer": "accepted"})
            assert answer.status_code == status

    async def test_accepts_or_asks_for_another_time(self, ready: Scene):
        path = f"/my/applications/{ready.applications[ONE]}/interview-answer"
        early = await ready.ask(ONE, "POST", path, {"answer": "accepted"})
        assert (early.status_code, early.json()["code"]) == (409, "no_interview")
        await ready.invite(ONE)
        answer = await ready.ask(ONE, "POST", path, {"answer": "accepted"})
        assert answer.json()["state"] == "accepted"
        body = {"answer": "other_time", "note": "Not before noon."}
        await ready.ask(ONE, "POST", path, body)
        listed = (await ready.ask("hr", "GET", "interviews")).json()["items"][0]
        assert (listed["state"], listed["note"]) == ("other_time", "Not before noon.")
        assert (await ready.ask(ONE, "POST", path, {"answer": "maybe"})).status_code == 422


async def test_a_withdrawal_calls_the_interview_off(ready: Scene):
    one = (await ready.invite(ONE)).json()["interview_id"]
    for _ in range(2):
        async with ready.database.transaction() as session:
            application = await session.get_one(Application, ready.applications[ONE])
            application.state, application.withdrawn_at = "withdrawn", clock.now()
            await service.withdraw(session, application.id, clock.now())
    told = [about for fact, about in await ready.told() if fact == Fact.INTERVIEW_CANCELLED]
    assert [str(about) for about in told] == [one]
    async with ready.database.transaction() as session:
        row = await session.get_one(Interview, told[0])
        assert (row.state, row.sequence) == ("cancelled", 1)
        assert await service.interviewee(session, row.id) == ready.people[ONE]


async def test_a_conflicted_reader_does_not_see_the_interview(ready: Scene):
    await ready.invite(ONE)
    key = await ready.name_key("expert", ONE)
    await ready.ask("expert", "POST", "conflicts", {"application_ids": [key]})
    assert (await ready.ask("expert", "GET", "interviews")).json()["items"] == []


async def test_kit_rows_are_one_for_each_case(ready: Scene):
    await ready.invite(ONE)
    await ready.invite(TWO, timedelta(days=4))
    async with ready.database.transaction() as session:
        assert len((await session.exec(select(InterviewKit))).all()) == 1
