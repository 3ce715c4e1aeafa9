"""Tasks over their life, in a real database."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit.tables import AuditEvent
from services.kit import clock
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome
from services.kit.processes.tables import Outbox
from services.organisation.tables import Absence
from services.tasks import service
from services.tasks.service import Known
from services.tasks.tables import Task
from tests.tasks.asking import audited
from tests.tasks.conftest import Ward
from workflows.payloads.codes import Fact, StepCode
from workflows.payloads.tasks import Moment, MovedTask, MoveTask, Otherwise


async def move(ward: Ward, task: UUID, moment: Moment, known: Known | None = None) -> MovedTask:
    ask = MoveTask(task=task, moment=moment, at=clock.now() + timedelta(days=20))
    async with ward.hospital.database.transaction() as session:
        return await service.move_task(session, ask, known or Known({}))


async def somebody_waits_for_a_lock(session: AsyncSession) -> bool:
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return bool((await PlainSession.execute(session, query)).scalar())


class TestOpen:
    async def test_goes_to_whoever_is_found(self, ward: Ward) -> None:
        opened = await ward.open()
        assert opened.assignee == ward.leader
        assert [due.moment for due in opened.dues] == [
            Moment.REMIND,
            Moment.ESCALATE,
            Moment.LAPSE,
        ]

    async def test_a_second_run_finds_the_first_ones_task(self, ward: Ward) -> None:
        assert (await ward.open()).task == (await ward.open()).task

    async def test_nobody_is_asked_what_was_answered_unheard(self, ward: Ward) -> None:
        async with ward.hospital.database.transaction() as session:
            told = await outbox.tell(session, ward.case, Fact.NEED_SUBMITTED)
        assert await ward.try_to_open(ward.asking()) is None
        assert await ward.try_to_open(replace(ward.asking(), heard=told.number))

    async def test_what_is_being_answered_is_waited_for(self, ward: Ward) -> None:
        step, fact = StepCode.ANALYSE_JOB, Fact.NEED_SUBMITTED
        async with ward.hospital.database.transaction() as session:
            assert not await service.settle(session, ward.case, step, by=ward.leader, outcome=fact)
            opening = asyncio.create_task(ward.try_to_open(ward.asking()))
            while not (opening.done() or await somebody_waits_for_a_lock(session)):
                pass
            await outbox.tell(session, ward.case, fact)
        assert await opening is None

    async def test_one_that_still_waits_is_asked_once(self, ward: Ward) -> None:
        assert (await ward.open()).task == (await ward.open(occurrence=2)).task

    async def test_what_is_found_again_keeps_its_time(self, ward: Ward) -> None:
        opened = await ward.open()
        clock.set_offset(timedelta(days=2), mode="embedded")
        again = await ward.open(occurrence=2)
        assert again.task == opened.task
        assert again.dues == [due for due in opened.dues if due.at > clock.now()]
        clock.set_offset(timedelta(days=60), mode="embedded")
        assert (await ward.open(occurrence=3)).dues == opened.dues[-1:]

    async def test_nobody_in_that_relation_stops_at_once(self, ward: Ward) -> None:
        ward.vacant = True
        opened = await ward.open()
        assert opened.stopped
        assert opened.dues == []

    async def test_the_accepted_deputy_of_somebody_absent_has_it(self, ward: Ward) -> None:
        deputy = await ward.hospital.person("per.fag")
        async with ward.hospital.database.transaction() as session:
            session.add(
                Absence(
                    person_id=ward.leader,
                    deputy_id=deputy,
                    starts=clock.today(),
                    ends=clock.today() + timedelta(days=3),
                    accepted_at=clock.now(),
                )
            )
        opened = await ward.open()
        task = await ward.task(opened.task)
        assert (task.assignee_id, task.on_authority_of) == (deputy, ward.leader)


class TestMove:
    async def test_the_superior_gets_it_and_the_owner_keeps_it(self, ward: Ward) -> None:
        opened = await ward.open()
        moved = await move(ward, opened.task, Moment.ESCALATE)
        task = await ward.task(opened.task)
        assert moved.assignee not in {None, ward.leader}
        assert task.owner_id == ward.leader

    async def test_without_a_default_it_stops(self, ward: Ward) -> None:
        opened = await ward.open()
        assert not (await move(ward, opened.task, Moment.LAPSE)).answered
        assert (await ward.task(opened.task)).state == "stopped"

    async def test_an_answer_in_time_beats_the_default(self, ward: Ward) -> None:
        opened = await ward.open(otherwise=Otherwise.DEFAULT)

        async def nothing_to_default(*_: object) -> Outcome | None:
            return None

        known = Known({}, {StepCode.ANALYSE_JOB: nothing_to_default})
        moved = await move(ward, opened.task, Moment.LAPSE, known)
        assert moved.answered
        assert moved.default is None

    async def test_a_default_is_told_once_with_its_number(self, ward: Ward) -> None:
        opened = await ward.open(otherwise=Otherwise.DEFAULT)

        async def default(*_: object) -> Outcome | None:
            return Outcome(Fact.STEP_DEFAULTED)

        known = Known({}, {StepCode.ANALYSE_JOB: default})
        first = await move(ward, opened.task, Moment.LAPSE, known)
        again = await move(ward, opened.task, Moment.LAPSE, known)
        assert first.default == again.default
        async with ward.hospital.database.transaction() as session:
            rows = (await session.exec(select(Outbox).where(Outbox.number > 0))).all()
        assert [row.fact for row in rows] == [Fact.STEP_DEFAULTED]

    async def test_what_was_answered_does_not_move(self, ward: Ward) -> None:
        opened = await ward.open()
        async with ward.hospital.database.transaction() as session:
            await service.settle(
                session,
                ward.case,
                StepCode.ANALYSE_JOB,
                by=ward.leader,
                outcome=Fact.NEED_SUBMITTED,
            )
        assert (await move(ward, opened.task, Moment.LAPSE)).answered
        assert (await ward.task(opened.task)).state == "done"


class TestRunTwice:
    """The worker was lost after the database had taken it, and another does it again."""

    async def test_the_stop_is_written_of_once_and_its_letter_is_not_lost(self, ward: Ward) -> None:
        opened = await ward.open()
        first = await move(ward, opened.task, Moment.LAPSE)
        assert await move(ward, opened.task, Moment.LAPSE) == first
        assert first == MovedTask(assignee=ward.leader)
        assert await kinds(ward) == ["task.opened", "task.stopped"]

    async def test_the_default_too(self, ward: Ward) -> None:
        opened = await ward.open(otherwise=Otherwise.DEFAULT)

        async def default(*_: object) -> Outcome | None:
            return Outcome(Fact.STEP_DEFAULTED)

        known = Known({}, {StepCode.ANALYSE_JOB: default})
        first = await move(ward, opened.task, Moment.LAPSE, known)
        assert await move(ward, opened.task, Moment.LAPSE, known) == first
        assert (first.assignee, first.answered) == (ward.leader, False)
        assert await kinds(ward) == ["task.opened", "task.defaulted"]

    async def test_the_superior_gets_it_once(self, ward: Ward) -> None:
        opened = await ward.open()
        first = await move(ward, opened.task, Moment.ESCALATE)
        assert first.assignee
        assert await move(ward, opened.task, Moment.ESCALATE) == first
        assert await kinds(ward) == ["task.opened", "task.escalated"]

    async def test_the_reminder_is_one(self, ward: Ward) -> None:
        opened = await ward.open()
        first = await move(ward, opened.task, Moment.REMIND)
        assert await move(ward, opened.task, Moment.REMIND) == first
        assert await kinds(ward) == ["task.opened", "task.reminded"]


async def test_silence_that_cannot_count_stops(ward: Ward) -> None:
    opened = await ward.open(otherwise=Otherwise.DEFAULT)

    async def default(*_: object) -> Otherwise:
        return Otherwise.STOP

    known = Known({}, {StepCode.ANALYSE_JOB: default})
    assert (await move(ward, opened.task, Moment.LAPSE, known)).default is None
    assert (await ward.task(opened.task)).state == "stopped"


async def kinds(ward: Ward) -> list[str]:
    return [event.kind for event in await audited(ward)]


async def test_everything_is_in_the_audit(ward: Ward) -> None:
    opened = await ward.open()
    await move(ward, opened.task, Moment.REMIND)
    await move(ward, opened.task, Moment.ESCALATE)
    await move(ward, opened.task, Moment.LAPSE)
    async with ward.hospital.database.transaction() as session:
        events = (
            await session.exec(
                select(AuditEvent).where(AuditEvent.chain == ward.case).order_by("number")
            )
        ).all()
    assert [event.kind for event in events] == [
        "task.opened",
        "task.reminded",
        "task.escalated",
        "task.stopped",
    ]
    assert all(event.about == opened.task for event in events)


async def test_tasks_move_to_a_deputy_and_back(ward: Ward) -> None:
    deputy = await ward.hospital.person("per.fag")
    opened = await ward.open()
    database = ward.hospital.database
    async with database.transaction() as session:
        await service.hand_to_deputy(session, ward.leader, deputy, clock.now())
    assert (await ward.task(opened.task)).assignee_id == deputy
    async with database.transaction() as session:
        await service.hand_to_deputy(session, ward.leader, None, clock.now())
    task: Task = await ward.task(opened.task)
    assert (task.assignee_id, task.on_authority_of) == (ward.leader, None)
