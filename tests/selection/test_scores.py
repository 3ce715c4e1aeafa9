"""Sealed marks: nobody reads one before the panel is through, by any route."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from services.candidates.applications.tables import Application
from services.kit import clock
from services.organisation.tables import Absence
from services.selection import service
from services.selection.scores.service import Opening
from services.selection.scores.tables import ScoreChange, ScoreSheet
from services.tasks.tables import Task
from tests.selection.scene import MEMBERS, ONE, SHOULDS, TWO, Scene
from workflows.payloads.codes import Fact, Phase, StepCode

PANEL = ("leader", "expert", "colleague")


@pytest.fixture
def ready(interviewed: Scene) -> Scene:
    return interviewed


async def open_scores(scene: Scene) -> Opening:
    async with scene.database.transaction() as session:
        return await service.open_scores(session, scene.case_id, clock.now())


async def asked(scene: Scene, who: str, state: str, occurrence: int = 1) -> None:
    """An assessor was asked for marks, and how that ended."""
    task = await scene.task(StepCode.SCORE, scene.people[who], who)
    async with scene.database.transaction() as session:
        row = await session.get_one(Task, task)
        row.state, row.occurrence = state, occurrence


async def submitted(scene: Scene) -> list[UUID | None]:
    return [about for fact, about in await scene.told() if fact == Fact.SCORES_SUBMITTED]


async def conflict(scene: Scene, who: str, applicant: str) -> None:
    key = await scene.name_key(who, applicant)
    answer = await scene.ask(who, "POST", "conflicts", {"application_ids": [key]})
    assert answer.status_code == 201


class TestHandIn:
    async def test_anonymous_neighbour_and_wrong_part(self, ready: Scene):
        for who, status in {None: 401, "neighbour": 404, "hr": 403, "union": 403}.items():
            if who is None:
                path = f"applications/{ready.applications[ONE]}/scores"
                assert (await ready.ask(None, "PUT", path, {"marks": {}})).status_code == 401
                continue
            assert (await ready.score(who, ONE)).status_code == status

    async def test_the_whole_sheet_with_notes(self, ready: Scene):
        path = f"applications/{ready.applications[ONE]}/scores"

        async def put(marks: dict[str, Any]) -> tuple[int, str]:
            answer = await ready.ask("expert", "PUT", path, {"marks": marks})
            return answer.status_code, answer.json().get("code", "")

        good = {"mark": 3, "note": "Seen."}
        assert await put({SHOULDS[0]: good}) == (422, "marks_missing")
        whole = dict.fromkeys(SHOULDS, good)
        assert await put({**whole, "authorisation": good}) == (422, "unknown_criterion")
        for bad in (
            {"mark": 6, "note": "x"},
            {"mark": 0, "note": "x"},
            {"mark": 3.5, "note": "x"},
            {"mark": True, "note": "x"},
            {"mark": "3", "note": "x"},
            {"mark": 3, "note": " "},
            {"mark": 3},
        ):
            assert await put({**whole, SHOULDS[0]: bad}) == (422, "invalid_request")
        assert (await put(whole))[0] == 200

    async def test_only_after_the_interview(self, declared: Scene):
        await declared.screen()
        await declared.shortlist(ONE)
        assert (await declared.score("expert", ONE)).json()["code"] == "not_interviewed"
        await declared.invite(ONE)
        assert (await declared.score("expert", ONE)).json()["code"] == "not_interviewed"
        assert (await declared.score("expert", TWO)).json()["code"] == "not_shortlisted"

    async def test_not_with_a_conflict_withdrawn_or_over(self, ready: Scene):
        await conflict(ready, "expert", ONE)
        answer = await ready.score("expert", ONE)
        assert (answer.status_code, answer.json()["code"]) == (403, "conflicted_with_applicant")
        async with ready.database.transaction() as session:
            application = await session.get_one(Application, ready.applications[TWO])
            application.withdrawn_at = clock.now()
        assert (await ready.score("expert", TWO)).json()["code"] == "application_withdrawn"
        await ready.enter(Phase.OFFER)
        assert (await ready.score("leader", ONE)).json()["code"] == "process_is_past"

    async def test_the_answer_repeats_no_mark_and_warns(self, ready: Scene):
        path = f"applications/{ready.applications[ONE]}/scores"
        marks = {key: {"mark": 4, "note": "Said she is pregnant."} for key in SHOULDS}
        answer = await ready.ask("expert", "PUT", path, {"marks": marks})
        assert set(answer.json()) == {"application_id", "received_at", "warnings"}
        assert "pregnan" in answer.json()["warnings"][0]["message"]

    async def test_told_when_nothing_is_owed(self, ready: Scene):
        task = await ready.task(StepCode.SCORE, ready.people["expert"], "expert")
        await ready.score("expert", ONE)
        due = (await ready.ask("expert", "GET", "scores/due")).json()
        assert due["outstanding"] == 1
        assert [one["handed_in"] for one in due["items"]] == [True, False]
        assert await submitted(ready) == []
        await ready.score("expert", TWO)
        assert await submitted(ready) == [ready.people["expert"]]
        await ready.score("expert", TWO, 5)
        assert await submitted(ready) == [ready.people["expert"]]
        async with ready.database.transaction() as session:
            assert (await session.get_one(Task, task)).state == "done"

    async def test_an_interview_ahead_is_still_owed(self, declared: Scene):
        await declared.screen()
        await declared.shortlist(ONE, TWO)
        await declared.invite(ONE, timedelta(hours=1))
        two = (await declared.invite(TWO, timedelta(days=2))).json()["interview_id"]
        clock.set_offset(timedelta(hours=3), mode="embedded")
        await declared.score("expert", ONE)
        assert await submitted(declared) == []
        await declared.ask(
            "leader", "POST", f"interviews/{two}/cancellation", {"reason": "Withdrew by phone."}
        )
        assert await submitted(declared) == [declared.people["expert"]]

    async def test_a_late_conflict_can_make_a_panel_complete(self, ready: Scene):
        await ready.score("expert", ONE)
        await conflict(ready, "expert", TWO)
        assert await submitted(ready) == [ready.people["expert"]]

    async def test_a_withdrawal_can_too(self, ready: Scene):
        await ready.score("expert", ONE)
        async with ready.database.transaction() as session:
            application = await session.get_one(Application, ready.applications[TWO])
            application.state, application.withdrawn_at = "withdrawn", clock.now()
            await service.withdraw(session, application.id, clock.now())
            await service.withdraw(session, application.id, clock.now())
        assert await submitted(ready) == [ready.people["expert"]]


class TestSeal:
    async def test_anonymous_and_neighbour(self, ready: Scene):
        for who, status in {None: 401, "neighbour": 404, "stranger": 404}.items():
            assert (await ready.ask(who, "GET", "scores")).status_code == status
            assert (await ready.ask(who, "GET", "scores/due")).status_code in {status, 404}

    async def test_no_route_shows_a_mark_before_the_opening(self, ready: Scene):
        await ready.score("expert", ONE)
        one = ready.applications[ONE]
        for who in MEMBERS:
            answer = await ready.ask(who, "GET", "scores")
            assert (answer.status_code, answer.json()["code"]) == (403, "scores_sealed")
            for path in (
                "scores",
                "scores/due",
                "applications",
                f"applications/{one}",
                "interviews",
                "interview-kit",
                "references",
                "public-lists",
            ):
                assert "Canary note" not in (await ready.ask(who, "GET", path)).text

    async def test_opens_when_everybody_is_through(self, ready: Scene):
        for who in PANEL[:2]:
            await ready.score(who, ONE)
            await ready.score(who, TWO)
        assert await open_scores(ready) == Opening(False, 2, 1)
        await ready.score("colleague", ONE)
        assert await open_scores(ready) == Opening(False, 2, 1)
        await ready.score("colleague", TWO)
        assert await open_scores(ready) == Opening(True, 3, 0)
        assert await open_scores(ready) == Opening(True, 3, 0)

    async def test_at_the_deadline_two_are_enough_and_the_late_stay_out(self, ready: Scene):
        await ready.score("leader", ONE)
        await ready.score("leader", TWO)
        await asked(ready, "expert", "defaulted")
        await asked(ready, "colleague", "defaulted")
        assert await open_scores(ready) == Opening(False, 1, 2)
        await ready.score("expert", ONE)
        await ready.score("expert", TWO)
        assert await open_scores(ready) == Opening(True, 2, 1)
        shut = await ready.ask("colleague", "GET", "scores")
        assert (shut.status_code, shut.json()["code"]) == (403, "scores_outstanding")
        await ready.score("colleague", ONE, 1)
        assert (await ready.ask("colleague", "GET", "scores")).status_code == 403
        await ready.score("colleague", TWO, 3)
        found = (await ready.ask("colleague", "GET", "scores")).json()
        assert found["criteria"] == SHOULDS
        assert [one["number"] for one in found["applicants"]] == [11, 12]
        assert found["applicants"][0]["to_discuss"] == SHOULDS
        assert found["applicants"][1]["to_discuss"] == []

    async def test_a_quorum_waits_for_whoever_has_time_left(self, ready: Scene):
        for who in PANEL[:2]:
            await ready.score(who, ONE)
            await ready.score(who, TWO)
        assert await open_scores(ready) == Opening(False, 2, 1)
        await asked(ready, "colleague", "done", 2)  # and owes again, for somebody invited later
        assert await open_scores(ready) == Opening(False, 2, 1)
        await asked(ready, "colleague", "open", 3)
        assert await open_scores(ready) == Opening(False, 2, 1)
        await asked(ready, "colleague", "skipped", 4)
        assert await open_scores(ready) == Opening(True, 2, 1)

    async def test_nobody_left_to_assess(self, scene: Scene):
        assert await open_scores(scene) == Opening(True, 0, 0)

    async def test_conflicted_marks_are_out(self, ready: Scene):
        for who in PANEL:
            await ready.score(who, ONE, 5 if who == "leader" else 3)
            await ready.score(who, TWO)
        await conflict(ready, "leader", ONE)
        await open_scores(ready)
        found = (await ready.ask("hr", "GET", "scores")).json()["applicants"]
        counts = {mark["assessor_id"]: mark["counts"] for mark in found[0]["marks"][SHOULDS[0]]}
        assert counts == {
            str(ready.people["leader"]): False,
            str(ready.people["expert"]): True,
            str(ready.people["colleague"]): True,
        }
        assert found[0]["to_discuss"] == []
        seen = (await ready.ask("leader", "GET", "scores")).json()["applicants"]
        assert [one["number"] for one in seen] == [12]

    async def test_whole_case_conflict_takes_every_mark_out(self, empty: Scene):
        await empty.set_up(scope="case")
        for name in (ONE, TWO):
            await empty.apply(name)
        await empty.interviewed(ONE, TWO)
        for who in PANEL:
            await empty.score(who, ONE)
            await empty.score(who, TWO)
        await conflict(empty, "expert", TWO)
        assert (await empty.score("expert", ONE)).status_code == 404
        assert await open_scores(empty) == Opening(True, 2, 0)
        found = (await empty.ask("hr", "GET", "scores")).json()["applicants"]
        assert all(
            mark["counts"] == (mark["assessor_id"] != str(empty.people["expert"]))
            for one in found
            for mark in one["marks"][SHOULDS[0]]
        )
        async with empty.database.transaction() as session:
            assert await service.panel(session, empty.case_id) == []


class TestChange:
    def body(self, scene: Scene, **more: Any) -> dict[str, Any]:
        return {
            "application_id": str(scene.applications[ONE]),
            "criterion": SHOULDS[0],
            "mark": 5,
            "reason": "Noted on the wrong line.",
            **more,
        }

    async def test_anonymous_neighbour_and_wrong_part(self, ready: Scene):
        for who, status in {None: 401, "neighbour": 404, "hr": 403}.items():
            answer = await ready.ask(who, "PATCH", "scores", self.body(ready))
            assert answer.status_code == status

    async def test_only_after_the_opening_with_a_reason(self, ready: Scene):
        for who in PANEL:
            await ready.score(who, ONE)
            await ready.score(who, TWO)
        sealed = await ready.ask("expert", "PATCH", "scores", self.body(ready))
        assert (sealed.status_code, sealed.json()["code"]) == (403, "scores_sealed")
        await open_scores(ready)
        again = await ready.score("expert", ONE, 5)
        assert (again.status_code, again.json()["code"]) == (409, "scores_open")
        for wrong in ({"reason": " "}, {"mark": 9}, {"criterion": "nothing"}):
            answer = await ready.ask("expert", "PATCH", "scores", self.body(ready, **wrong))
            assert answer.status_code == 422
        answer = await ready.ask("expert", "PATCH", "scores", self.body(ready))
        assert answer.json()["mark"] == 5
        async with ready.database.transaction() as session:
            change = (await session.exec(select(ScoreChange))).one()
        assert (change.old_mark, change.new_mark) == (3, 5)
        assert change.person_id == ready.people["expert"]


async def test_an_accepted_deputy_gives_the_sheets_of_the_absent(ready: Scene):
    today = clock.today()
    async with ready.database.transaction() as session:
        session.add(
            Absence(
                person_id=ready.people["expert"],
                deputy_id=ready.people["stranger"],
                starts=today - timedelta(days=1),
                ends=today + timedelta(days=30),
                accepted_at=clock.now() - timedelta(days=2),
            )
        )
    assert (await ready.score("stranger", ONE)).json()["code"] == "conflicts_undeclared"
    await ready.declare("stranger")
    assert (await ready.score("stranger", ONE)).status_code == 200
    assert (await ready.score("stranger", TWO)).status_code == 200
    assert await submitted(ready) == [ready.people["expert"]]
    async with ready.database.transaction() as session:
        sheets = (await session.exec(select(ScoreSheet))).all()
    assert {sheet.person_id for sheet in sheets} == {ready.people["expert"]}
    assert {sheet.given_by for sheet in sheets} == {ready.people["stranger"]}
