"""A task of the leader of the ward in the demo hospital, and the routes about it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from services.kit import clock
from services.kit.database import Database
from services.kit.processes import outbox
from services.kit.settings import Settings
from services.recruitment.need.tables import Recruitment
from services.tasks import service
from services.tasks.api import router
from services.tasks.service import RECORDERS, Known
from services.tasks.tables import Task
from tests.access.hospital import Hospital, Mailbox, application
from tests.desk import desk_at_once
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import OpenedTask, OpenTask, Otherwise

LEADER = "kari.leder"


@dataclass
class Ward:
    """A case of the ward whose need waits for its leader."""

    hospital: Hospital
    case: UUID
    leader: UUID
    vacant: bool = False

    async def open(
        self, *, occurrence: int = 1, otherwise: Otherwise = Otherwise.STOP
    ) -> OpenedTask:
        """Ask the leader, for the n-th time."""
        opened = await self.try_to_open(self.asking(occurrence=occurrence, otherwise=otherwise))
        assert opened
        return opened

    def asking(self, *, occurrence: int = 1, otherwise: Otherwise = Otherwise.STOP) -> OpenTask:
        """What the process asks for; none of its facts has been heard."""
        return OpenTask(
            kind=ProcessKind.RECRUITMENT,
            process=self.case,
            step=StepCode.ANALYSE_JOB,
            about=None,
            occurrence=occurrence,
            relation=Relation.HIRING_MANAGER,
            days=5,
            otherwise=otherwise,
            outsider=False,
            at=clock.now(),
            ended_by=[Fact.NEED_SUBMITTED],
        )

    async def try_to_open(self, ask: OpenTask) -> OpenedTask | None:
        """As the process does."""

        async def find(*_: object) -> UUID | None:
            return None if self.vacant else self.leader

        async with self.hospital.database.transaction() as session:
            return await service.open_task(session, ask, Known({ProcessKind.RECRUITMENT: find}))

    async def task(self, task_id: UUID) -> Task:
        async with self.hospital.database.transaction() as session:
            return await session.get_one(Task, task_id)


@pytest.fixture
def hospital(hospital_database: Database, settings: Settings) -> Hospital:
    app = application(hospital_database, settings, Mailbox(), router)
    return Hospital(app, hospital_database, settings)


@pytest.fixture
async def ward(hospital: Hospital) -> Ward:
    unit = await hospital.ward()
    case = Recruitment(
        trust_id=unit.trust_id,
        unit_id=unit.id,
        reason="replacement",
        consequence_for_patients="Two beds stay closed.",
        occupation_styrk08="2223",
        wanted_start=clock.today() + timedelta(days=90),
    )
    async with hospital.database.transaction() as session:
        session.add(case)
        await session.flush()
        await outbox.start(session, ProcessKind.RECRUITMENT, case.id, trust_id=unit.trust_id)
    hospital.app.state.desk = desk_at_once(hospital.database, RECORDERS)
    return Ward(hospital, case.id, await hospital.person(LEADER))
