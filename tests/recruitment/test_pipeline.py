"""The list of cases to whoever follows many: its statements, what is usual, and what is kept."""

import sys
from datetime import date, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select

from services.access import audit
from services.access.audit import AuditKind
from services.frame import frame
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.tables import Process
from services.kit.settings import Settings
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.overview.cases_pages import router
from services.recruitment.pipeline.pages import router as many
from services.tasks.tables import Task
from tests.access.hospital import NEIGHBOUR, Hospital, Mailbox, application
from tests.recruitment.case import HR, LEADER
from tests.statements import MOST, statements
from workflows.payloads.codes import Phase, Relation
from workflows.payloads.processes import ProcessKind


@pytest.fixture
def pages(hospital_database: Database, settings: Settings) -> Hospital:
    app = application(hospital_database, settings, Mailbox(), many, router)
    app.state.framer = frame
    return Hospital(app, hospital_database, settings)


async def plant(hospital: Hospital, count: int, stayed: int | None = None) -> list[UUID]:
    """Cases that wait for their leader; those that `stayed` so many days have gone on since."""
    ward, leader, adviser = (
        await hospital.ward(),
        await hospital.person(LEADER),
        await hospital.person(HR),
    )
    at = clock.now()
    cases = [uuid4() for _ in range(count)]
    async with hospital.database.transaction() as session:
        for case in cases:
            session.add(Process(id=case, kind=ProcessKind.RECRUITMENT, trust_id=ward.trust_id))
            session.add(
                Recruitment(
                    id=case,
                    trust_id=ward.trust_id,
                    unit_id=ward.id,
                    phase=Phase.APPROVAL if stayed else Phase.JOB_ANALYSIS,
                    reason="replacement",
                    consequence_for_patients="Two beds stay closed.",
                    occupation_styrk08="2223",
                    wanted_start=date(2030, 1, 1),
                    created_at=at - timedelta(days=12),
                )
            )
            await session.flush()
            session.add(Advert(recruitment_id=case))
            for person, part in ((leader, Relation.HIRING_MANAGER), (adviser, Relation.HR_ADVISER)):
                session.add(CaseMember(recruitment_id=case, person_id=person, relation=part))
            session.add(
                Task(
                    process_id=case,
                    step="analyse_job",
                    relation="hiring_manager",
                    unit_id=ward.id,
                    assignee_id=leader,
                    default="stop",
                    due_at=at - timedelta(days=3, hours=1),
                    lapse_at=at,
                )
            )
            began = at - timedelta(days=12)
            await audit.record(session, AuditKind.CASE_STARTED, process_id=case, at=began)
            if stayed:
                await audit.record(
                    session,
                    AuditKind.CASE_PHASE_ENTERED,
                    process_id=case,
                    data={"from": Phase.JOB_ANALYSIS, "to": Phase.APPROVAL},
                    at=began + timedelta(days=stayed),
                )
    return cases


async def shown(client: httpx.AsyncClient, query: str = "which=open") -> str:
    answer = await client.get(f"/cases?{query}", headers={"Cookie": "language=en"})
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("view", ["table", "board", "calendar"])
async def test_a_page_takes_as_many_statements_for_fifty_cases_as_for_five(
    pages: Hospital, view: str
) -> None:
    counts: list[int] = []
    due = (clock.now() - timedelta(days=3, hours=1)).astimezone(clock.OSLO)
    for more in (5, 45):
        await plant(pages, more)
        async with pages.client(HR) as adviser:
            with statements(pages.database) as asked:
                html = await shown(adviser, f"view={view}&month={due:%Y-%m}")
        assert html.count("3 days late") >= more
        counts.append(len(asked))
    sys.stdout.write(f"{view}: {counts[0]} statements for 5 cases, {counts[1]} for 50\n")
    assert counts[0] == counts[1] <= MOST


async def test_what_is_usual_is_said_only_where_enough_have_been_there(pages: Hospital) -> None:
    await plant(pages, 1)
    await plant(pages, 4, stayed=7)
    async with pages.client(HR) as adviser:
        html = await shown(adviser)
        assert "12 days" in html
        assert "usually" not in html
        await plant(pages, 1, stayed=9)
        html = await shown(adviser)
    assert html.count("usually 7 days") == 1
    assert "3 days late" in html


async def test_only_hr_of_the_unit_sees_what_letter_would_be_sent(pages: Hospital) -> None:
    [case] = await plant(pages, 1)
    path = f"/cases/many/letter?action=remind&case={case}"
    for address, status in ((HR, 200), (LEADER, 403), (NEIGHBOUR, 404)):
        async with pages.client(address) as somebody:
            answer = await somebody.get(path)
            assert answer.status_code == status, address
    async with pages.client(HR) as adviser:
        assert "Kari" in (await adviser.get(path)).text
        assert (await adviser.get(f"{path}&to={uuid4()}")).status_code == 200
    async with pages.database.transaction() as session:
        [task] = await session.exec(select(Task).where(Task.process_id == case))
        assert task.urged_at is None
