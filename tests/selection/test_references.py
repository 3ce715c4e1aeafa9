"""References: named by the candidate, asked by decision, given by the referee, read by few."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select

from activities.defaults import no_reference
from services.access.reads.tables import ReadLog
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.processes.decisions import Outcome
from services.organisation.tables import Person
from services.selection import service
from services.selection.references.tables import Reference
from services.tasks.tables import Task
from tests.messages.letters import a_letter
from tests.selection.conftest import Brought
from tests.selection.scene import ONE, SHORTLISTED, TWO, Scene
from workflows.payloads.codes import Fact, LetterKind, StepCode
from workflows.payloads.tasks import Otherwise

REFEREES = [
    {
        "name": "Turid Vik",
        "email": "turid.vik@example.org",
        "relation": "Ward manager",
        "recent_leader": True,
    },
    {"name": "Odd Berg", "email": "odd.berg@example.org", "relation": "Colleague"},
]
QUESTIONS = ["relation", "criterion.judgement", "criterion.teamwork", "improve", "again"]


async def referees_named(scene: Scene) -> None:
    answer = await name(scene, ONE, REFEREES)
    assert answer.status_code == 200


@pytest.fixture
async def ready(brought: Brought) -> Scene:
    """Two on the shortlist; the first has named referees."""
    return await brought(*SHORTLISTED, referees_named)


async def name(scene: Scene, who: str, referees: list[dict[str, Any]]) -> httpx.Response:
    path = f"/my/applications/{scene.applications[ONE]}/referees"
    return await scene.ask(who, "PUT", path, {"referees": referees})


async def ask(scene: Scene, who: str | None = "leader") -> httpx.Response:
    path = f"applications/{scene.applications[ONE]}/references/request"
    return await scene.ask(who, "POST", path)


async def asked(scene: Scene) -> UUID:
    """The reference of the first referee, who can sign in from now on."""
    assert (await ask(scene)).status_code == 200
    async with scene.database.transaction() as session:
        for person in await session.exec(select(Person)):
            scene.people[person.name] = person.id
        query = select(Reference.id).where(Reference.name == "Turid Vik")
        return (await session.exec(query)).one()


def answers(**texts: str) -> dict[str, Any]:
    return {
        "answers": [
            {"question": each, "answer": texts.get(each, "Very well."), "against": each in texts}
            for each in QUESTIONS
        ]
    }


class TestReferees:
    async def test_anonymous_and_others(self, ready: Scene):
        path = f"/my/applications/{ready.applications[ONE]}/referees"
        for who, status in {None: 401, TWO: 404, "leader": 404, "neighbour": 404}.items():
            assert (await ready.ask(who, "GET", path)).status_code == status
            body = {"referees": REFEREES}
            assert (await ready.ask(who, "PUT", path, body)).status_code == status

    async def test_two_others_are_named(self, ready: Scene):
        own = {**REFEREES[0], "email": "Ingrid.Nyheim@example.org"}
        for wrong, field in (
            (REFEREES[:1], "referees"),
            ([own, REFEREES[1]], "0.email"),
            ([REFEREES[0], {**REFEREES[1], "email": "TURID.VIK@example.org"}], "1.email"),
        ):
            answer = await name(ready, ONE, wrong)
            assert (answer.status_code, answer.json()["code"]) == (422, "referees_invalid")
            assert field in answer.json()["fields"]
        bad = [{**REFEREES[0], "email": "no address"}, REFEREES[1]]
        assert (await name(ready, ONE, bad)).status_code == 422

    async def test_named_anew_until_asked(self, ready: Scene):
        third = {"name": "Ane Dal", "email": "ane.dal@example.org", "relation": "Colleague"}
        answer = await name(ready, ONE, [REFEREES[0], third])
        assert [one["name"] for one in answer.json()["items"]] == ["Turid Vik", "Ane Dal"]
        assert answer.json()["recent_leader_wanting"] is False
        await ask(ready)
        refused = await name(ready, ONE, [third, REFEREES[1]])
        assert (refused.status_code, refused.json()["code"]) == (409, "referee_asked")
        more = await name(ready, ONE, [REFEREES[0], third, REFEREES[1]])
        assert len(more.json()["items"]) == 3

    async def test_a_person_of_that_address_is_not_changed(self, ready: Scene):
        staff = {"name": "Somebody", "email": "EXPERT@helse.example.org", "relation": "Leader"}
        await name(ready, ONE, [REFEREES[0], staff])
        async with ready.database.transaction() as session:
            person = await session.get_one(Person, ready.people["expert"])
            assert person.name == "Expert Ansatt"


class TestAsking:
    async def test_anonymous_neighbour_and_wrong_part(self, ready: Scene):
        for who, status in {None: 401, "neighbour": 404, "expert": 403, "union": 403}.items():
            assert (await ask(ready, who)).status_code == status

    async def test_tells_the_application_of_each(self, ready: Scene):
        answer = await ask(ready)
        assert answer.json() == {"asked": 2}
        one = ready.applications[ONE]
        assert [fact for fact, _ in await ready.told(one)] == [Fact.REFERENCE_ASKED] * 2
        again = await ask(ready)
        assert (again.status_code, again.json()["code"]) == (409, "referees_asked")

    async def test_needs_two(self, ready: Scene):
        path = f"applications/{ready.applications[TWO]}/references/request"
        answer = await ready.ask("leader", "POST", path)
        assert (answer.status_code, answer.json()["code"]) == (409, "too_few_referees")
        path = f"applications/{uuid4()}/references/request"
        assert (await ready.ask("leader", "POST", path)).status_code == 404


class TestAnswers:
    async def test_anonymous_and_others(self, ready: Scene):
        reference = await asked(ready)
        path = f"/references/{reference}/answers"
        for who, status in {None: 401, "Odd Berg": 404, ONE: 404, "leader": 404}.items():
            assert (await ready.ask(who, "GET", path)).status_code == status
            assert (await ready.ask(who, "POST", path, answers())).status_code == status

    async def test_fixed_questions_in_both_languages(self, ready: Scene):
        reference = await asked(ready)
        listed = (await ready.ask("Turid Vik", "GET", "/my/references")).json()["items"]
        assert [one["id"] for one in listed] == [str(reference)]
        form = (await ready.ask("Turid Vik", "GET", f"/references/{reference}/answers")).json()
        assert [one["id"] for one in form["questions"]] == QUESTIONS
        assert all(one["nb"] and one["en"] for one in form["questions"])
        assert form["applicant"] == ONE
        assert form["post"]

    async def test_given_once_and_whole(self, ready: Scene):
        reference = await asked(ready)
        path = f"/references/{reference}/answers"
        one = ready.applications[ONE]
        task = await ready.task(StepCode.GIVE_REFERENCE, reference, "Turid Vik", process=one)
        part = {"answers": [*answers()["answers"][:2], {"question": "age", "answer": "x"}]}
        refused = await ready.ask("Turid Vik", "POST", path, part)
        assert (refused.status_code, refused.json()["code"]) == (422, "answers_incomplete")
        assert (await ready.ask("Turid Vik", "POST", path, answers())).status_code == 201
        assert (await ready.told(one))[-1] == (Fact.REFERENCE_GIVEN, reference)
        again = await ready.ask("Turid Vik", "POST", path, answers())
        assert (again.status_code, again.json()["code"]) == (409, "reference_given")
        async with ready.database.transaction() as session:
            assert (await session.get_one(Task, task)).state == "done"
            assert not await service.close_reference(session, reference, clock.now())
            assert await service.referee_of(session, reference) == ready.people["Turid Vik"]

    async def test_forbidden_wording_is_warned_of_first(self, ready: Scene):
        path = f"/references/{await asked(ready)}/answers"
        body = answers()
        body["answers"][0]["answer"] = "She was often on sick leave {and} pregnant."
        warned = await ready.ask("Turid Vik", "POST", path, body)
        assert (warned.status_code, warned.json()["code"]) == (422, "forbidden_wording")
        assert "answers.relation" in warned.json()["fields"]
        sent = await ready.ask("Turid Vik", "POST", path, {**body, "despite_warnings": True})
        assert sent.status_code == 201

    async def test_too_late(self, ready: Scene):
        reference = await asked(ready)
        for _ in range(2):
            async with ready.database.transaction() as session:
                assert await service.close_reference(session, reference, clock.now())
        answer = await ready.ask("Turid Vik", "POST", f"/references/{reference}/answers", answers())
        assert (answer.status_code, answer.json()["code"]) == (410, "reference_closed")

    @pytest.mark.parametrize("reached", [False, True])
    async def test_silence_counts_only_of_who_was_reached(self, ready: Scene, reached: bool):
        reference, one = await asked(ready), ready.applications[ONE]
        task = await ready.task(StepCode.GIVE_REFERENCE, reference, "Turid Vik", process=one)
        sent = a_letter(
            trust_id=ready.trust_id,
            process_id=one,
            kind=LetterKind.REFERENCE_ASKED,
            about=reference,
            to_id=ready.people["Turid Vik"],
            state="sent" if reached else "failed",
            sent_at=clock.now() if reached else None,
        )
        async with ready.database.transaction() as session:
            session.add(sent)
        async with ready.database.transaction() as session:
            said = await no_reference(session, await session.get_one(Task, task), clock.now())
        wanted = Outcome(Fact.STEP_DEFAULTED, reference) if reached else Otherwise.STOP
        assert said == wanted


class TestReading:
    async def test_anonymous_neighbour_and_wrong_part(self, ready: Scene):
        for who, status in {None: 401, "neighbour": 404, "expert": 403, "union": 403}.items():
            assert (await ready.ask(who, "GET", "references")).status_code == status

    async def test_read_by_few_and_logged_with_the_purpose(self, ready: Scene):
        reference = await asked(ready)
        await ready.ask("Turid Vik", "POST", f"/references/{reference}/answers", answers())
        for who in ("leader", "hr", "approver"):
            path = f"references?purpose=decision&application_id={ready.applications[ONE]}"
            items = (await ready.ask(who, "GET", path)).json()["items"]
            assert [len(one["answers"]) for one in items] == [5, 0]
        async with ready.database.transaction() as session:
            query = select(ReadLog).where(ReadLog.what == "reference")
            logged = (await session.exec(query)).all()
        assert [(row.about, row.reason) for row in logged] == [(reference, "decision")] * 3

    async def test_not_with_a_conflict(self, ready: Scene):
        key = await ready.name_key("approver", ONE)
        await ready.ask("approver", "POST", "conflicts", {"application_ids": [key]})
        assert (await ready.ask("approver", "GET", "references")).json()["items"] == []


class TestComment:
    async def test_what_counts_against_is_shown_and_commented(self, ready: Scene):
        reference = await asked(ready)
        mine = f"/my/applications/{ready.applications[ONE]}"
        path = f"{mine}/references/{reference}/comment"
        early = await ready.ask(ONE, "POST", path, {"comment": "What?"})
        assert (early.status_code, early.json()["code"]) == (409, "nothing_to_comment")
        await ready.ask(
            "Turid Vik",
            "POST",
            f"/references/{reference}/answers",
            answers(improve="Came late to the hand-over."),
        )
        shown = (await ready.ask(ONE, "GET", f"{mine}/referees")).json()["items"][0]
        assert [one["answer"] for one in shown["to_comment"]] == ["Came late to the hand-over."]
        for who, status in {None: 401, TWO: 404, "hr": 404}.items():
            assert (await ready.ask(who, "POST", path, {"comment": "No."})).status_code == status
        answer = await ready.ask(ONE, "POST", path, {"comment": "The bus was late for a year."})
        assert answer.status_code == 200
        read = (await ready.ask("hr", "GET", "references")).json()["items"][0]
        assert (read["negative"], read["comment"]) == (True, "The bus was late for a year.")


async def test_nothing_is_asked_after_the_end(ready: Scene):
    async with ready.database.transaction() as session:
        application = await session.get_one(Application, ready.applications[ONE])
        application.state = "rejected"
    assert (await ask(ready)).json()["code"] == "application_ended"
    assert (await name(ready, ONE, REFEREES)).json()["code"] == "application_ended"
