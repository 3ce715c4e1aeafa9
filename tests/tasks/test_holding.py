"""Who has a task after its owner has not answered, is away, or had it taken from them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.access.permissions import Part, parts_in_case
from services.kit import clock
from services.kit.processes.tables import Decision
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.permissions import RELATION_OF_ROLE
from services.tasks import service
from tests.tasks.asking import HR, applied, asked, audited, away, conflicted, has, moved
from tests.tasks.conftest import LEADER, Ward
from workflows.payloads.codes import Decided, Fact, Relation, StepCode
from workflows.payloads.tasks import Moment

APPROVER = "geir.klinikk"
UNION = "nina.tillitsvalgt"
OTHER = "per.fag"
NEIGHBOUR = "hilde.nabo@vest.example.org"


async def member(ward: Ward, person: str, relation: Relation) -> None:
    async with ward.hospital.database.transaction() as session:
        session.add(
            CaseMember(
                recruitment_id=ward.case,
                person_id=await ward.hospital.person(person),
                relation=relation,
            )
        )


async def submitted_by(ward: Ward, person: str) -> None:
    async with ward.hospital.database.transaction() as session:
        case = await session.get_one(Recruitment, ward.case)
        case.submitted_by = await ward.hospital.person(person)


async def parts(ward: Ward, person: str) -> list[Part]:
    async with ward.hospital.database.transaction() as session:
        return await parts_in_case(
            session,
            ward.case,
            await ward.hospital.person(person),
            tuple(RELATION_OF_ROLE),
            clock.today(),
        )


async def approval(ward: Ward) -> UUID:
    return await asked(ward, StepCode.APPROVE_NEED, Relation.APPROVER, APPROVER)


class TestSuperior:
    async def test_is_above_the_owner_not_above_the_case(self, ward: Ward) -> None:
        """The ward's leader wrote what the head of the clinic has not approved."""
        task = await approval(ward)
        await moved(ward, task, Moment.ESCALATE)
        assert await has(ward, task) == ("odd.direktor", APPROVER)

    async def test_is_never_an_author(self, ward: Ward) -> None:
        await submitted_by(ward, "odd.direktor")
        task = await approval(ward)
        await moved(ward, task, Moment.ESCALATE)
        assert await has(ward, task) == ("ragnhild.regiondirektor", APPROVER)

    async def test_is_nobody_with_a_conflict(self, ward: Ward) -> None:
        await conflicted(ward, "odd.direktor")
        task = await approval(ward)
        await moved(ward, task, Moment.ESCALATE)
        assert (await has(ward, task))[0] == "ragnhild.regiondirektor"

    async def test_no_leader_speaks_for_the_union(self, ward: Ward) -> None:
        task = await asked(ward, StepCode.DISCUSS_NEED, Relation.UNION_REPRESENTATIVE, UNION)
        said = await moved(ward, task, Moment.ESCALATE)
        assert await has(ward, task) == (UNION, None)
        assert said.assignee is None

    async def test_nobody_gives_marks_for_another(self, ward: Ward) -> None:
        assessor = await ward.hospital.person(OTHER)
        task = await asked(ward, StepCode.SCORE, Relation.ASSESSOR, OTHER, about=assessor)
        await moved(ward, task, Moment.ESCALATE)
        assert await has(ward, task) == (OTHER, None)

    async def test_where_there_is_none_nobody_is_written_to(self, ward: Ward) -> None:
        top = "ragnhild.regiondirektor"
        task = await asked(ward, StepCode.APPROVE_NEED, Relation.APPROVER, top)
        assert (await moved(ward, task, Moment.ESCALATE)).assignee is None
        assert await has(ward, task) == (top, None)

    async def test_has_the_part_while_the_task_waits_and_no_longer(self, ward: Ward) -> None:
        task = await approval(ward)
        assert await parts(ward, "odd.direktor") == []
        await moved(ward, task, Moment.ESCALATE)
        owner = await ward.hospital.person(APPROVER)
        assert await parts(ward, "odd.direktor") == [Part(Relation.APPROVER, owner)]
        superior = await ward.hospital.person("odd.direktor")
        async with ward.hospital.database.transaction() as session:
            await service.settle(
                session,
                ward.case,
                StepCode.APPROVE_NEED,
                by=superior,
                outcome=Fact.NEED_APPROVED,
            )
        assert await parts(ward, "odd.direktor") == []
        done = (await audited(ward))[-1]
        assert (done.kind, done.actor_id, done.on_authority_of) == ("task.done", superior, owner)


class TestAbsence:
    async def test_of_a_superior(self, ward: Ward) -> None:
        task = await approval(ward)
        await moved(ward, task, Moment.ESCALATE)
        await handed(ward, "odd.direktor", "bente.alstad")
        assert await has(ward, task) == ("bente.alstad", "odd.direktor")
        await handed(ward, "odd.direktor", None)
        assert await has(ward, task) == ("odd.direktor", APPROVER)

    async def test_of_the_owner_takes_nothing_from_a_superior(self, ward: Ward) -> None:
        task = await approval(ward)
        await moved(ward, task, Moment.ESCALATE)
        await handed(ward, APPROVER, "bente.alstad")
        await handed(ward, APPROVER, None)
        assert await has(ward, task) == ("odd.direktor", APPROVER)

    async def test_a_deputy_who_wrote_it_does_not_approve_it(self, ward: Ward) -> None:
        await member(ward, LEADER, Relation.HIRING_MANAGER)
        await away(ward, APPROVER, LEADER)
        task = await approval(ward)
        await handed(ward, APPROVER, LEADER)
        assert await has(ward, task) == (APPROVER, None)

    async def test_gives_the_marks_of_an_absent_assessor(self, ward: Ward) -> None:
        assessor = await ward.hospital.person(OTHER)
        await away(ward, OTHER, "anne.fag")
        task = await asked(ward, StepCode.SCORE, Relation.ASSESSOR, OTHER, about=assessor)
        assert await has(ward, task) == ("anne.fag", OTHER)

    @pytest.mark.parametrize(
        ("step", "relation"),
        [
            (StepCode.ANSWER_OFFER, Relation.CANDIDATE),
            (StepCode.GIVE_REFERENCE, Relation.REFEREE),
            (StepCode.ACCEPT_DEPUTYSHIP, Relation.DEPUTY),
            (StepCode.DECLARE_CONFLICTS, Relation.MEMBER),
        ],
    )
    async def test_what_is_one_persons_own_no_deputy_learns_of(
        self, ward: Ward, step: StepCode, relation: Relation
    ) -> None:
        before = await asked(ward, step, relation, OTHER, about=uuid4())
        await away(ward, OTHER, "anne.fag")
        await handed(ward, OTHER, "anne.fag")
        after = await asked(ward, step, relation, OTHER, about=uuid4())
        for task in (before, after):
            said = await moved(ward, task, Moment.REMIND)
            assert said.assignee == await ward.hospital.person(OTHER)
            assert await has(ward, task) == (OTHER, None)
        assert "task.handed_to_deputy" not in [event.kind for event in await audited(ward)]

    async def test_a_superior_who_is_away_is_stood_in_for(self, ward: Ward) -> None:
        await away(ward, "odd.direktor", "bente.alstad")
        task = await approval(ward)
        said = await moved(ward, task, Moment.ESCALATE)
        assert await has(ward, task) == ("bente.alstad", "odd.direktor")
        assert said.assignee == await ward.hospital.person("bente.alstad")


async def handed(ward: Ward, person: str, deputy: str | None) -> None:
    async with ward.hospital.database.transaction() as session:
        await service.hand_to_deputy(
            session,
            await ward.hospital.person(person),
            await ward.hospital.person(deputy) if deputy else None,
            clock.now(),
        )


async def as_author(ward: Ward) -> None:
    await submitted_by(ward, OTHER)


async def as_authority(ward: Ward) -> None:
    """HR submitted the need in the place of somebody absent."""
    async with ward.hospital.database.transaction() as session:
        session.add(
            Decision(
                process_id=ward.case,
                kind=Decided.SUBMIT_NEED,
                part=Relation.HIRING_MANAGER,
                actor_id=await ward.hospital.person(HR),
                on_authority_of=await ward.hospital.person(OTHER),
                state="recorded",
            )
        )


async def as_applicant(ward: Ward) -> None:
    await applied(ward, OTHER)


async def as_conflicted(ward: Ward) -> None:
    await conflicted(ward, OTHER)


class TestReassignment:
    async def given(self, ward: Ward, task: UUID, to: str) -> tuple[int, str]:
        body = {"person_id": str(await ward.hospital.person(to)), "reason": "Away at a meeting."}
        async with ward.hospital.client(HR) as client:
            answer = await client.post(f"/tasks/{task}/reassignment", json=body)
        return answer.status_code, answer.json().get("code", "")

    async def test_gives_the_part_on_the_authority_of_who_had_it(self, ward: Ward) -> None:
        task = await approval(ward)
        assert (await self.given(ward, task, OTHER))[0] == 200
        assert await has(ward, task) == (OTHER, APPROVER)
        owner = await ward.hospital.person(APPROVER)
        assert await parts(ward, OTHER) == [Part(Relation.APPROVER, owner)]

    async def test_of_what_nobody_had_is_on_the_authority_of_who_gives_it(self, ward: Ward) -> None:
        task = await asked(ward, StepCode.APPROVE_NEED, Relation.APPROVER, None)
        assert (await self.given(ward, task, OTHER))[0] == 200
        assert await has(ward, task) == (OTHER, HR)

    @pytest.mark.parametrize("to", [NEIGHBOUR, "kandidat@example.org"])
    async def test_only_to_who_works_in_the_trust(self, ward: Ward, to: str) -> None:
        task = await approval(ward)
        assert await self.given(ward, task, to) == (422, "not_in_trust")
        assert await has(ward, task) == (APPROVER, None)

    @pytest.mark.parametrize("bar", [as_author, as_authority, as_applicant, as_conflicted])
    async def test_only_to_who_may_act(
        self, ward: Ward, bar: Callable[[Ward], Awaitable[None]]
    ) -> None:
        await bar(ward)
        task = await approval(ward)
        assert await self.given(ward, task, OTHER) == (409, "may_not_act")

    async def test_no_author_says_who_approves(self, ward: Ward) -> None:
        await submitted_by(ward, HR)
        task = await approval(ward)
        assert await self.given(ward, task, OTHER) == (403, "own_case")

    async def test_what_only_one_can_say_stays_with_them(self, ward: Ward) -> None:
        assessor = await ward.hospital.person("anne.fag")
        task = await asked(ward, StepCode.SCORE, Relation.ASSESSOR, "anne.fag", about=assessor)
        assert await self.given(ward, task, OTHER) == (409, "personal_step")

    async def test_of_a_stopped_task_begins_its_time_anew(self, ward: Ward) -> None:
        task = await approval(ward)
        before = await ward.task(task)
        await moved(ward, task, Moment.LAPSE)
        clock.set_offset(timedelta(days=20), mode="embedded")
        assert (await self.given(ward, task, OTHER))[0] == 200
        now = await ward.task(task)
        assert now.state == "open"
        assert now.due_at > clock.now() > before.lapse_at
        async with ward.hospital.database.transaction() as session:
            said = await service.assignee(session, task, clock.now())
        assert said.assignee == await ward.hospital.person(OTHER)
        assert [due.moment for due in said.dues or []] == [
            Moment.REMIND,
            Moment.ESCALATE,
            Moment.LAPSE,
        ]
        # What the old owner's time still had in store is out of date.
        await moved(ward, task, Moment.LAPSE, at=clock.now())
        assert (await ward.task(task)).state == "open"
        await moved(ward, task, Moment.ESCALATE, at=now.escalate_at)
        assert await has(ward, task) == ("kari.leder", OTHER)

    async def test_in_time_leaves_the_time_as_it_is(self, ward: Ward) -> None:
        task = await approval(ward)
        before = await ward.task(task)
        await self.given(ward, task, OTHER)
        assert (await ward.task(task)).due_at == before.due_at
