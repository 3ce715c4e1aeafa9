"""Who was hired in an applicant system is received here, each exactly once."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.integrations.ats.intake import newcomer_id
from services.integrations.ats.own import OwnAts
from services.integrations.ats.port import HiredCandidate
from services.integrations.ats.webcruiter import Webcruiter
from services.integrations.errors import FinalError
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.tables import Outbox, Process
from services.kit.settings import Settings
from services.onboarding import service
from services.onboarding.tables import Onboarding
from services.organisation.tables import Person
from services.recruitment.offer import service as offers
from services.worker import make_ats
from tests.recruitment.hiring import START, Hiring
from tests.recruitment.nominating import begin
from workflows.payloads.codes import Relation
from workflows.payloads.processes import ProcessKind

SYSTEM = "webcruiter"
INGRID = HiredCandidate(
    id="1001",
    name="Ingrid Nyheim",
    email="Ingrid.Nyheim@example.org",
    phone="+47 900 00 001",
    unit="983974929",
    first_day=date(2027, 3, 1),
)


@pytest.fixture
async def hiring(database: Database, tmp_path: Path) -> Hiring:
    return await begin(database, tmp_path)


async def take_in(database: Database, hired: HiredCandidate, system: str = SYSTEM) -> None:
    async with database.transaction() as session:
        await service.take_in(session, system, hired, clock.now())


async def onboardings(database: Database) -> list[Onboarding]:
    async with database.transaction() as session:
        return list(await session.exec(select(Onboarding)))


async def kinds(database: Database, chain: UUID) -> list[str]:
    async with database.transaction() as session:
        query = select(AuditEvent.kind).where(AuditEvent.chain == chain).order_by("number")
        return list(await session.exec(query))


async def test_taken_in_once_however_often_they_come(hiring: Hiring) -> None:
    await asyncio.gather(*(take_in(hiring.database, INGRID) for _ in range(4)))
    await take_in(hiring.database, replace(INGRID, name="Ingrid N."))
    (row,) = await onboardings(hiring.database)
    assert row.id == newcomer_id(SYSTEM, "1001")
    assert (row.unit_id, row.first_day, row.recruitment_id) == (hiring.trust, START, None)
    process = await hiring.row(Process, id=row.id)
    assert (process.kind, process.parent_id) == (ProcessKind.ONBOARDING, None)
    assert (await hiring.row(Outbox, process_id=row.id)).number == 0
    assert await kinds(hiring.database, row.id) == [AuditKind.ONBOARDING_STARTED]
    person = await hiring.row(Person, id=row.person_id)
    assert (person.name, person.phone) == ("Ingrid Nyheim", "+47 900 00 001")
    async with hiring.database.transaction() as session:
        assert await service.first_day(session, row.id) == datetime(2027, 3, 1, 6, tzinfo=UTC)


async def test_who_applied_here_once_is_the_same_person(hiring: Hiring) -> None:
    known = await hiring.row(Person, id=hiring.people["anna"])
    await take_in(hiring.database, replace(INGRID, email=known.email.upper()))
    (row,) = await onboardings(hiring.database)
    assert row.person_id == known.id


async def test_the_leader_of_the_unit_receives_them(hiring: Hiring) -> None:
    await take_in(hiring.database, replace(INGRID, unit=str(hiring.unit)))
    (row,) = await onboardings(hiring.database)
    async with hiring.database.transaction() as session:
        for relation, expected in (
            (Relation.HIRING_MANAGER, hiring.people["leader"]),
            (Relation.HR_ADVISER, hiring.people["hr"]),
            (Relation.NEW_HIRE, row.person_id),
            (Relation.UNION_REPRESENTATIVE, None),
        ):
            assert await service.find(session, row.id, relation, None) == expected
    (line,) = (await hiring.ask("hr", "GET", "/onboardings")).json()["items"]
    assert (line["name"], line["recruitment_id"]) == ("Ingrid Nyheim", None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(INGRID, first_day=None), "missing_first_day"),
        (replace(INGRID, unit=None), "unknown_unit"),
        (replace(INGRID, unit="RANA-MED"), "unknown_unit"),
        (replace(INGRID, unit=str(uuid4())), "unknown_unit"),
    ],
)
async def test_who_cannot_be_received_is_refused(
    hiring: Hiring, wrong: HiredCandidate, code: str
) -> None:
    with pytest.raises(FinalError, match=code):
        await take_in(hiring.database, wrong)
    assert await onboardings(hiring.database) == []


async def test_a_refusal_is_recorded_once_for_each_reason(hiring: Hiring) -> None:
    for code in ("unknown_unit", "unknown_unit", "missing_first_day", "missing_first_day"):
        async with hiring.database.transaction() as session:
            await service.refuse(session, SYSTEM, "1001", code, clock.now())
    chain = newcomer_id(SYSTEM, "1001")
    assert await kinds(hiring.database, chain) == [AuditKind.ONBOARDING_REFUSED] * 2
    await take_in(hiring.database, INGRID)
    assert (await kinds(hiring.database, chain))[-1] == AuditKind.ONBOARDING_STARTED


async def test_our_own_hires_come_through_the_same_port(hiring: Hiring) -> None:
    await hiring.nominate("anna", "bo")
    await hiring.check_preference()
    offer = UUID((await hiring.offer())["offer_id"])
    ats = make_ats(hiring.settings, hiring.database)
    assert isinstance(ats, OwnAts)
    assert await ats.hired_candidates() == []
    await hiring.answer("anna", "accepted")
    (candidate_id,) = await ats.hired_candidates()
    candidate = await ats.details(candidate_id)
    assert (candidate.unit, candidate.first_day) == (str(hiring.unit), START)
    await asyncio.gather(*(take_in(hiring.database, candidate, ats.system) for _ in range(3)))
    await ats.mark_processed(candidate_id)
    (row,) = await onboardings(hiring.database)
    assert (row.offer_id, row.recruitment_id) == (offer, hiring.case)
    async with hiring.database.transaction() as session:
        assert await service.hand_over(session, offer, clock.now()) == row.id


async def test_an_offer_that_no_longer_stands_begins_nothing(hiring: Hiring) -> None:
    await hiring.nominate("anna", "bo")
    await hiring.check_preference()
    offer = UUID((await hiring.offer())["offer_id"])
    await hiring.answer("anna", "accepted")
    async with hiring.database.transaction() as session:
        await offers.withdraw_offer(session, offer, clock.now())
    async with hiring.database.transaction() as session:
        assert await service.hand_over(session, offer, clock.now()) is None
    assert await onboardings(hiring.database) == []


async def test_the_setting_chooses_webcruiter(hiring: Hiring) -> None:
    chosen = Settings.model_validate(
        {
            "home": hiring.settings.home,
            "ats": "webcruiter",
            "webcruiter_url": "https://webcruiter.example.org/api",
            "webcruiter_token_url": "https://webcruiter.example.org/token",
            "webcruiter_client_id": "stafett",
            "webcruiter_client_secret": "secret",
        }
    )
    ats = make_ats(chosen, hiring.database)
    assert isinstance(ats, Webcruiter)
    assert ats.system == SYSTEM
    await ats.close()
