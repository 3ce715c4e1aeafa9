"""Nobody decides on applicants before declaring, nor on one they have a conflict with."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit import clock
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination.tables import Nomination
from services.recruitment.panel import service as panel
from services.selection import service
from services.selection.scores.tables import ScoreSheet, ScoresSubmitted
from services.tasks.tables import Task
from tests.selection.conftest import Brought
from tests.selection.scene import INTERVIEWED, MUSTS, ONE, TWO, Scene, skip
from workflows.payloads.codes import StepCode

UNDECLARED = (403, "conflicts_undeclared")
CONFLICTED = (403, "conflicted_with_applicant")


def said(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


async def conflict(scene: Scene, who: str, applicant: str) -> None:
    key = await scene.name_key(who, applicant)
    answer = await scene.ask(who, "POST", "conflicts", {"application_ids": [key]})
    assert answer.status_code == 201


def chosen(scene: Scene, *names: str) -> dict[str, Any]:
    return {"application_ids": [str(scene.applications[name]) for name in names]}


class TestDeciding:
    async def test_nothing_before_declaring(self, scene: Scene):
        await scene.declare("hr")
        for name in scene.applications:
            for key in MUSTS:
                path = f"applications/{scene.applications[name]}/musts/{key}"
                await scene.ask("hr", "PUT", path, {"met": True})
        assert said(await scene.ask("leader", "POST", "screening")) == UNDECLARED
        assert (await scene.ask("hr", "POST", "screening")).status_code == 200
        answer = await scene.ask("leader", "POST", "shortlist", chosen(scene, ONE))
        assert said(answer) == UNDECLARED
        await scene.declare("leader")
        answer = await scene.ask("leader", "POST", "shortlist", chosen(scene, ONE))
        assert answer.status_code == 200

    async def test_hr_steps_in_where_the_leader_has_a_conflict(self, scene: Scene):
        await scene.declare("hr")
        await conflict(scene, "leader", ONE)
        await scene.screen(by="hr")
        # Leaving a rival out is about the relative as much as inviting the relative is.
        for names in ((ONE, TWO), (TWO,)):
            answer = await scene.ask("leader", "POST", "shortlist", chosen(scene, *names))
            assert said(answer) == CONFLICTED
        answer = await scene.ask("hr", "POST", "shortlist", chosen(scene, ONE, TWO))
        assert answer.status_code == 200
        assert said(await scene.invite(ONE)) == CONFLICTED
        assert (await scene.invite(TWO)).status_code == 201

    async def test_the_unqualified_are_nobodys_rivals(self, scene: Scene):
        await scene.declare("hr")
        await conflict(scene, "leader", ONE)
        await scene.screen(ONE, by="hr")
        answer = await scene.ask("leader", "POST", "shortlist", chosen(scene, TWO))
        assert answer.status_code == 200

    async def test_a_role_does_not_bring_back_who_is_out_of_the_case(self, empty: Scene):
        await empty.set_up(scope="case")
        await empty.apply(ONE)
        await empty.hr_by_role("hr")
        await conflict(empty, "hr", ONE)
        assert said(await empty.ask("hr", "POST", "screening")) == (403, "conflicted")


class TestApplying:
    """Who has applied for the post is a party to the case (forvaltningsloven § 6 a)."""

    async def apply(self, scene: Scene, who: str) -> None:
        """A member of staff has applied: Two's application becomes theirs."""
        async with scene.database.transaction() as session:
            application = await session.get_one(Application, scene.applications[TWO])
            application.person_id = scene.people[who]

    @pytest.mark.parametrize("who", ["leader", "colleague"])
    async def test_is_out_of_the_case_whatever_the_scope(self, scene: Scene, who: str):
        await scene.declare()
        await self.apply(scene, who)
        for path in (f"applications/{scene.applications[ONE]}", "applications"):
            assert said(await scene.ask(who, "GET", path)) == (403, "conflicted")

    async def test_marks_given_before_are_out_and_no_more_are_waited_for(self, scene: Scene):
        await scene.interviewed(ONE)
        await self.apply(scene, "colleague")
        assert said(await scene.score("colleague", ONE)) == (403, "conflicted")
        async with scene.database.transaction() as session:
            case = await session.get_one(Recruitment, scene.case_id)
            found = await panel.read(session, case)
        colleague = scene.people["colleague"]
        assert colleague not in found.assessors
        assert not found.counts(colleague, scene.applications[ONE])

    async def test_is_back_when_it_was_somebody_else(self, scene: Scene):
        await scene.declare()
        await self.apply(scene, "leader")
        async with scene.database.transaction() as session:
            application = await session.get_one(Application, scene.applications[TWO])
            application.disowned_at = clock.now()
        answer = await scene.ask("leader", "GET", f"applications/{scene.applications[ONE]}")
        assert answer.status_code == 200


async def second_round(scene: Scene) -> None:
    for who in ("leader", "expert", "colleague"):
        for name in (ONE, TWO):
            assert (await scene.score(who, name)).status_code == 200
    async with scene.database.transaction() as session:
        await service.open_scores(session, scene.case_id, clock.now())
    advert = uuid4()
    closes_at = clock.now() + timedelta(days=1)
    async with scene.database.transaction() as session:
        session.add(
            Advert(
                id=advert,
                recruitment_id=scene.case_id,
                round=2,
                state="closed",
                opens_at=clock.now(),
                closes_at=closes_at,
            )
        )
        case = await session.get_one(Recruitment, scene.case_id)
        case.screened_at = case.scores_opened_at = None
    await scene.apply("Nils Ny", advert_id=advert, received_at=clock.now())
    skip(timedelta(days=2))


class TestSecondRound:
    @pytest.fixture
    async def again(self, brought: Brought) -> Scene:
        """Two were interviewed and judged; then the post was advertised again and one applied."""
        return await brought(*INTERVIEWED, second_round)

    async def test_marks_once_open_are_not_given_anew(self, again: Scene):
        await again.declare()
        assert said(await again.ask("hr", "GET", "scores")) == (403, "scores_sealed")
        assert said(await again.score("expert", ONE, 5)) == (409, "scores_open")

    async def test_whoever_owes_again_is_waited_for_and_told_of_again(self, again: Scene):
        await again.declare()
        await again.screen()
        await again.shortlist(ONE, TWO, "Nils Ny")
        async with again.database.transaction() as session:
            assert len(await service.panel(session, again.case_id)) == 3
            assert (await session.exec(select(ScoresSubmitted))).all() == []
        assert (await again.invite("Nils Ny", timedelta(hours=1))).status_code == 201
        skip(timedelta(hours=2))
        before = len(await again.told())
        assert (await again.score("expert", "Nils Ny")).status_code == 200
        assert (await again.told())[before:] == [("scores_submitted", again.people["expert"])]

    async def test_an_old_declaration_opens_no_new_name(self, again: Scene):
        async with again.database.transaction() as session:
            case = await session.get_one(Recruitment, again.case_id)
            case.screened_at = case.scores_opened_at = clock.now()
        await again.declare("leader")
        await again.screen()
        await again.shortlist(ONE, TWO, "Nils Ny")
        assert (await again.invite("Nils Ny")).status_code == 201

        async def interviewed(who: str) -> set[str]:
            items = (await again.ask(who, "GET", "interviews")).json()["items"]
            return {one["name"] for one in items}

        assert "Nils Ny" in await interviewed("leader")
        assert "Nils Ny" not in await interviewed("colleague")
        assert said(await again.ask("hr", "POST", "interviews/end")) == UNDECLARED


class TestMarks:
    async def test_fixed_once_the_nomination_is_submitted(self, interviewed: Scene):
        for who in ("leader", "expert", "colleague"):
            await interviewed.score(who, ONE)
        async with interviewed.database.transaction() as session:
            await service.open_scores(session, interviewed.case_id, clock.now())
            session.add(
                Nomination(
                    recruitment_id=interviewed.case_id,
                    number=1,
                    author_id=interviewed.people["leader"],
                    state="submitted",
                )
            )
        body = {
            "application_id": str(interviewed.applications[ONE]),
            "criterion": "teamwork",
            "mark": 5,
            "reason": "Second thoughts.",
        }
        refused = (409, "nomination_submitted")
        assert said(await interviewed.ask("expert", "PATCH", "scores", body)) == refused
        assert said(await interviewed.score("expert", ONE)) == refused

    async def test_a_withdrawal_gives_no_marks(self, interviewed: Scene):
        """The audit does not say that an applicant handed in what an assessor owed."""
        task = await interviewed.task(StepCode.SCORE, interviewed.people["expert"], "expert")
        await interviewed.score("expert", ONE)
        async with interviewed.database.transaction() as session:
            await self._withdraw(session, interviewed.applications[TWO])
            await service.withdraw(session, interviewed.applications[TWO], clock.now())
        async with interviewed.database.transaction() as session:
            query = select(AuditEvent).where(
                AuditEvent.chain == interviewed.case_id,
                AuditEvent.kind == AuditKind.SCORES_SUBMITTED,
            )
            event = (await session.exec(query)).one()
            assert (event.about, event.actor_id) == (interviewed.people["expert"], None)
            done = await session.get_one(Task, task)
            assert (done.state, done.settled_by) == ("done", None)
            sheet = (await session.exec(select(ScoreSheet))).one()
            assert sheet.given_by == interviewed.people["expert"]

    async def _withdraw(self, session: AsyncSession, application_id: UUID) -> None:
        application = await session.get_one(Application, application_id)
        application.state, application.withdrawn_at = "withdrawn", clock.now()
