"""Blind first review, screening, shortlist and papers."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select

from services.access.reads.tables import ReadLog
from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.kit import clock
from services.recruitment.advert.tables import Advert, ScreeningQuestion
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.nomination.tables import Nomination
from tests.selection.conftest import Brought
from tests.selection.scene import MEMBERS, MUSTS, Scene
from workflows.payloads.codes import Fact, Phase, Relation

CANARIES = (
    "Canarina",
    "Fuglesang",
    "canarina.fuglesang",
    "97531864",
    "Gamvik",
    "61 år",
    'age":61',
    "woman",
    "canary-photo",
    "cv-of-canarina",
)
LETTER = (
    "Jeg heter Canarina Fuglesang, er 61 år og bor i Gamvik. Ring 975 31 864 eller skriv til "
    "canarina.fuglesang@example.org. Jeg har drevet vaktplan for 30 pasienter."
)


async def canary_applied(empty: Scene) -> None:
    await empty.set_up()
    one = await empty.apply(
        "Canarina Fuglesang",
        gender="woman",
        age=61,
        phone="97531864",
        municipality="Gamvik",
        letter=LETTER,
        cv={
            "basics": {"name": "Canarina Fuglesang", "image": "canary-photo.png"},
            "work": [{"name": "Rana kommune", "summary": "Canarina ledet vakten."}],
        },
    )
    question = ScreeningQuestion(
        advert_id=empty.advert_id, position=1, kind="long_text", nb="Hvorfor?", en="Why?"
    )
    files = empty.app.state.files
    stored = await files.put(b"%PDF-1.7 Canarina", "cv-of-canarina.pdf", "application/pdf")
    async with empty.database.transaction() as session:
        version = (
            await session.exec(
                select(ApplicationVersion).where(ApplicationVersion.application_id == one)
            )
        ).one()
        session.add_all([question, stored])
        await session.flush()
        session.add(Attachment(version_id=version.id, file_id=stored.id, kind="cv"))
        session.add(
            ScreeningAnswer(
                version_id=version.id,
                question_id=question.id,
                answer="Fordi Canarina passer.",
                flags=[],
            )
        )


@pytest.fixture
async def canary(brought: Brought) -> Scene:
    """A case with one applicant who can be told from everything they handed in; all declared."""
    return await brought(canary_applied, Scene.declare)


def hits(answer: httpx.Response) -> list[str]:
    """The canaries in an answer."""
    return [canary for canary in CANARIES if canary.casefold() in answer.text.casefold()]


async def assess(scene: Scene, who: str, one: UUID, **result: Any) -> list[httpx.Response]:
    return [await scene.ask(who, "PUT", f"applications/{one}/musts/{key}", result) for key in MUSTS]


class TestApplications:
    async def test_anonymous(self, scene: Scene):
        assert (await scene.ask(None, "GET", "applications")).status_code == 401

    async def test_stranger_and_neighbour(self, scene: Scene):
        one = next(iter(scene.applications.values()))
        for who in ("stranger", "neighbour", "Ingrid Nyheim"):
            assert (await scene.ask(who, "GET", "applications")).status_code == 404
            assert (await scene.ask(who, "GET", f"applications/{one}")).status_code == 404

    async def test_another_case(self, scene: Scene):
        await scene.declare("hr")
        assert (await scene.ask("hr", "GET", f"applications/{uuid4()}")).status_code == 404

    async def test_pages_by_number(self, scene: Scene):
        await scene.declare("hr")
        first = (await scene.ask("hr", "GET", "applications?limit=2")).json()
        assert [one["number"] for one in first["items"]] == [11, 12]
        path = f"applications?limit=2&cursor={first['next']}"
        second = (await scene.ask("hr", "GET", path)).json()
        assert [one["number"] for one in second["items"]] == [13]
        assert second["next"] is None

    async def test_filters(self, declared: Scene):
        await declared.screen("Jon Storvik")
        path = "applications?qualified=false"
        assert [
            one["number"] for one in (await declared.ask("hr", "GET", path)).json()["items"]
        ] == [12]
        path = "applications?state=qualified&state=interview"
        assert len((await declared.ask("hr", "GET", path)).json()["items"]) == 2
        assert (await declared.ask("hr", "GET", "applications?state=gone")).status_code == 422

    async def test_every_reading_is_logged(self, scene: Scene):
        await scene.declare("expert")
        one = scene.applications["Ingrid Nyheim"]
        await scene.ask("expert", "GET", "applications")
        await scene.ask("expert", "GET", f"applications/{one}")
        async with scene.database.transaction() as session:
            logged = (await session.exec(select(ReadLog))).all()
        assert {(row.what, row.about) for row in logged} == {
            ("application_list", None),
            ("application", one),
        }
        assert {row.person_id for row in logged} == {scene.people["expert"]}


class TestBlind:
    async def test_no_canary_for_anyone(self, canary: Scene):
        one = canary.applications["Canarina Fuglesang"]
        for who in MEMBERS:
            listed = await canary.ask(who, "GET", "applications")
            read = await canary.ask(who, "GET", f"applications/{one}")
            assert read.status_code == 200
            assert hits(listed) == []
            assert hits(read) == []
            assert read.json()["blind"] is True
            assert "drevet vaktplan for 30 pasienter" in read.json()["letter"]

    async def test_papers_are_closed(self, canary: Scene):
        one = canary.applications["Canarina Fuglesang"]
        paper = (await canary.ask("hr", "GET", f"applications/{one}")).json()["papers"][0]
        answer = await canary.ask("hr", "GET", f"applications/{one}/papers/{paper['id']}")
        assert (answer.status_code, answer.json()["code"]) == (403, "blind_review")

    async def test_opens_to_who_has_reviewed_and_to_nobody_else(self, canary: Scene):
        one = canary.applications["Canarina Fuglesang"]
        first = await canary.ask(
            "leader", "PUT", f"applications/{one}/musts/{MUSTS[0]}", {"met": True}
        )
        assert first.status_code == 200
        assert hits(await canary.ask("leader", "GET", f"applications/{one}")) == []
        await assess(canary, "leader", one, met=None, note="Must see the papers.")
        # Unclear is no answer: whoever says so has not handed in a review.
        assert hits(await canary.ask("leader", "GET", f"applications/{one}")) == []
        await assess(canary, "leader", one, met=True, note="Seen.")
        read = await canary.ask("leader", "GET", f"applications/{one}")
        assert read.json()["applicant"]["name"] == "Canarina Fuglesang"
        assert read.json()["letter"] == LETTER
        for who in ("hr", "expert", "colleague", "union"):
            assert hits(await canary.ask(who, "GET", f"applications/{one}")) == []

    async def test_a_note_with_a_name_is_masked_for_the_others(self, canary: Scene):
        one = canary.applications["Canarina Fuglesang"]
        await assess(canary, "leader", one, met=True, note="Canarina viste HPR-nummer.")
        assert hits(await canary.ask("expert", "GET", f"applications/{one}")) == []

    async def test_a_paper_is_kept_never_shown(self, canary: Scene):
        await canary.screen()
        one = canary.applications["Canarina Fuglesang"]
        paper = (await canary.ask("hr", "GET", f"applications/{one}")).json()["papers"][0]
        path = f"applications/{one}/papers/{paper['id']}"
        answer = await canary.ask("hr", "GET", path)
        assert answer.content == b"%PDF-1.7 Canarina"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"].startswith("sandbox")
        assert answer.headers["x-content-type-options"] == "nosniff"
        for who in ("neighbour", "stranger"):
            assert (await canary.ask(who, "GET", path)).status_code == 404
        other = f"applications/{one}/papers/{uuid4()}"
        assert (await canary.ask("hr", "GET", other)).status_code == 404

    async def test_one_withdrawn_before_judgement_stays_blind(self, canary: Scene):
        one = canary.applications["Canarina Fuglesang"]
        async with canary.database.transaction() as session:
            application = await session.get_one(Application, one)
            application.state, application.withdrawn_at = "withdrawn", clock.now()
        answer = await canary.ask("leader", "POST", "screening")
        assert answer.json() == {"qualified": 0, "unqualified": 0}
        assert hits(await canary.ask("hr", "GET", f"applications/{one}")) == []


class TestMusts:
    async def test_anonymous_neighbour_and_wrong_part(self, declared: Scene):
        path = f"applications/{declared.applications['Jon Storvik']}/musts/{MUSTS[0]}"
        expected = {None: 401, "neighbour": 404, "expert": 403, "union": 403}
        for who, status in expected.items():
            assert (await declared.ask(who, "PUT", path, {"met": True})).status_code == status

    async def test_unknown_criterion_and_bad_result(self, scene: Scene):
        await scene.declare("leader")
        one = scene.applications["Jon Storvik"]
        for key in ("nothing", "teamwork"):
            answer = await scene.ask(
                "leader", "PUT", f"applications/{one}/musts/{key}", {"met": True}
            )
            assert (answer.status_code, answer.json()["code"]) == (422, "unknown_criterion")
        path = f"applications/{one}/musts/{MUSTS[0]}"
        assert (await scene.ask("leader", "PUT", path, {"met": "140"})).status_code == 422

    @pytest.mark.parametrize("met", [None, False])
    async def test_what_is_not_met_or_unclear_needs_a_note(self, scene: Scene, met: bool | None):
        await scene.declare("leader")
        answers = await assess(scene, "leader", scene.applications["Jon Storvik"], met=met)
        assert {answer.json()["code"] for answer in answers} == {"reason_required"}

    async def test_a_change_after_seeing_who_it_is_needs_a_note(self, scene: Scene):
        await scene.declare("leader")
        one = scene.applications["Jon Storvik"]
        await assess(scene, "leader", one, met=False, note="No licence among the papers.")
        answers = await assess(scene, "leader", one, met=True)
        assert {answer.json()["code"] for answer in answers} == {"reason_required"}
        answers = await assess(scene, "leader", one, met=True, note="The licence came later.")
        assert {answer.status_code for answer in answers} == {200}

    async def test_a_change_after_the_screening_changes_the_judgement(self, screened: Scene):
        one = screened.applications["Jon Storvik"]
        path = f"applications/{one}/musts/{MUSTS[0]}"
        refused = await screened.ask("hr", "PUT", path, {"met": False})
        assert refused.json()["code"] == "reason_required"
        await screened.ask("hr", "PUT", path, {"met": False, "note": "Not in the register."})
        read = (await screened.ask("hr", "GET", f"applications/{one}")).json()
        assert (read["qualified"], read["state"]) == (False, "unqualified")

    async def test_not_with_a_conflict_nor_when_over(self, scene: Scene):
        key = await scene.name_key("leader", "Jon Storvik")
        await scene.ask("leader", "POST", "conflicts", {"application_ids": [key]})
        one = scene.applications["Jon Storvik"]
        answers = await assess(scene, "leader", one, met=True)
        assert {answer.json()["code"] for answer in answers} == {"conflicted_with_applicant"}
        await scene.declare("hr")
        await scene.enter(Phase.OFFER)
        answers = await assess(scene, "hr", one, met=True)
        assert {answer.json()["code"] for answer in answers} == {"process_is_past"}

    async def test_not_while_a_nomination_stands(self, scene: Scene):
        await scene.declare("leader")
        leader = scene.people["leader"]
        row = Nomination(
            recruitment_id=scene.case_id, number=1, author_id=leader, state="submitted"
        )
        async with scene.database.transaction() as session:
            session.add(row)
        one = scene.applications["Jon Storvik"]
        for answer in await assess(scene, "leader", one, met=True):
            assert (answer.status_code, answer.json()["code"]) == (409, "nomination_submitted")
        async with scene.database.transaction() as session:
            (await session.get_one(Nomination, row.id)).state = "returned"
        answers = await assess(scene, "leader", one, met=True)
        assert {answer.status_code for answer in answers} == {200}


class TestCompletion:
    async def test_anonymous_neighbour_and_wrong_part(self, scene: Scene):
        for who, status in {None: 401, "neighbour": 404, "expert": 403}.items():
            assert (await scene.ask(who, "POST", "screening")).status_code == status
            answer = await scene.ask(who, "POST", "shortlist", {"application_ids": []})
            assert answer.status_code == status

    async def test_lists_what_lacks_an_answer(self, declared: Scene):
        await assess(declared, "leader", declared.applications["Jon Storvik"], met=True)
        one = declared.applications["Sara Guttorm"]
        await assess(declared, "leader", one, met=None, note="Unclear.")
        answer = await declared.ask("leader", "POST", "screening")
        assert (answer.status_code, answer.json()["code"]) == (422, "musts_unanswered")
        assert "11, 13" in answer.json()["detail"]
        async with declared.database.transaction() as session:
            assert (await session.get_one(Recruitment, declared.case_id)).screened_at is None

    async def test_counts_and_states(self, declared: Scene):
        await declared.screen("Jon Storvik")
        assert (Fact.SCREENING_COMPLETED, None) in await declared.told()
        lines = (await declared.ask("union", "GET", "applications")).json()["items"]
        assert [(one["state"], one["qualified"], one["blind"]) for one in lines] == [
            ("qualified", True, False),
            ("unqualified", False, False),
            ("qualified", True, False),
        ]
        again = await declared.ask("leader", "POST", "screening")
        assert (again.status_code, again.json()["code"]) == (409, "screening_completed")

    async def test_shortlist_of_the_qualified(self, declared: Scene):
        early = await declared.ask("leader", "POST", "shortlist", {"application_ids": []})
        assert (early.status_code, early.json()["code"]) == (409, "screening_open")
        await declared.screen("Jon Storvik")
        for one in (declared.applications["Jon Storvik"], uuid4()):
            body = {"application_ids": [str(one)]}
            answer = await declared.ask("leader", "POST", "shortlist", body)
            assert (answer.status_code, answer.json()["code"]) == (422, "not_qualified")
        empty = await declared.ask("leader", "POST", "shortlist", {"application_ids": []})
        assert empty.json()["code"] == "reason_required"
        await declared.shortlist("Ingrid Nyheim")
        read = await declared.ask(
            "hr", "GET", f"applications/{declared.applications['Ingrid Nyheim']}"
        )
        assert read.json()["state"] == "interview"

    async def test_nobody_with_a_reason(self, declared: Scene):
        await declared.screen(*declared.applications)
        body: dict[str, Any] = {"application_ids": [], "reason": "Nobody is qualified."}
        answer = await declared.ask("leader", "POST", "shortlist", body)
        assert (answer.status_code, answer.json()) == (200, {"shortlisted": 0})

    async def test_the_same_key_decides_once(self, screened: Scene):
        body = {"application_ids": [str(screened.applications["Jon Storvik"])]}
        headers = {"Idempotency-Key": "one-and-the-same"}
        for _ in range(2):
            answer = await screened.ask("leader", "POST", "shortlist", body, **headers)
            assert answer.json() == {"shortlisted": 1}
        told = [fact for fact, _ in await screened.told()]
        assert told.count(Fact.SHORTLISTED) == 1


async def test_it_is_not_completed_while_nobody_assesses(scene: Scene):
    await scene.declare("leader")
    for one in scene.applications.values():
        await assess(scene, "leader", one, met=True)
    async with scene.database.transaction() as session:
        assessors = select(CaseMember).where(CaseMember.relation == Relation.ASSESSOR)
        for member in await session.exec(assessors):
            member.left_at = clock.now()
    refused = await scene.ask("leader", "POST", "screening")
    assert (refused.status_code, refused.json()["code"]) == (409, "assessor_missing")


async def test_a_second_round_is_blind_and_screened_anew(screened: Scene):
    second = Advert(
        recruitment_id=screened.case_id,
        round=2,
        state="closed",
        closes_at=clock.now() + timedelta(minutes=1),
    )
    async with screened.database.transaction() as session:
        session.add(second)
    late = await screened.apply("Late Comer", advert_id=second.id)
    clock.set_offset(timedelta(minutes=5), mode="embedded")
    await screened.declare()
    assert (await screened.ask("hr", "GET", f"applications/{late}")).json()["blind"] is True
    refused = await screened.ask("leader", "POST", "screening")
    assert refused.json()["code"] == "musts_unanswered"
    await assess(screened, "leader", late, met=True)
    assert (await screened.ask("leader", "POST", "screening")).json()["qualified"] == 4
