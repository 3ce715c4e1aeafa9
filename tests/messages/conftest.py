"""A trust with a unit, a candidate and a process, a mail server, and the routes of letters."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.integrations.mail.smtp import SmtpMail
from services.kit import clock, problems
from services.kit.database import Database
from services.kit.processes.tables import Process
from services.kit.settings import Settings
from services.messages import service
from services.messages.api import router
from services.messages.examples import values_of
from services.messages.letters import ContextBuilder, LetterContext
from services.organisation.rules import RoleName
from services.organisation.tables import Person, Role, Unit
from tests.messages.smtp_server import Fault, FaultySmtp, faulty_smtp
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter
from workflows.payloads.processes import ProcessKind

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

SignIn = Callable[[RoleName, UUID], Awaitable[httpx.AsyncClient]]


@dataclass(frozen=True)
class World:
    """Who and what a letter is about."""

    trust: UUID
    unit: UUID
    candidate: UUID
    process: UUID

    def letter(self, kind: LetterKind = LetterKind.DELAY, occurrence: int = 1) -> SendLetter:
        return SendLetter(kind, self.process, self.process, self.candidate, occurrence, AT)


@pytest.fixture
async def smtp() -> AsyncIterator[FaultySmtp]:
    async with faulty_smtp() as server:
        yield server


@pytest.fixture
def settings(smtp: FaultySmtp) -> Settings:
    return Settings(smtp_port=smtp.port, public_url="https://stafett.example.org")


@pytest.fixture
def mail(settings: Settings) -> SmtpMail:
    return SmtpMail(settings, timeout=1)


@pytest.fixture
async def world(database: Database) -> World:
    trust, unit = uuid4(), uuid4()
    candidate = Person(name="Kari Nordmann", email="kari@example.org")
    process = uuid4()
    async with database.transaction() as session:
        session.add(Unit(id=trust, trust_id=trust, name="Sykehuset", name_en="The hospital"))
        session.add(candidate)
        await session.flush()
        session.add(Unit(id=unit, parent_id=trust, trust_id=trust, name="Sengeposten"))
        session.add(Process(id=process, kind=ProcessKind.APPLICATION, trust_id=trust))
    return World(trust, unit, candidate.id, process)


def builder(world: World, **more: Any) -> dict[LetterKind, ContextBuilder]:
    """Context builders of every kind, with example values and whatever is given."""

    async def build(session: AsyncSession, letter: SendLetter) -> LetterContext:
        context: dict[str, Any] = {"unit_id": world.unit, **more}
        return LetterContext(world.candidate, values_of(letter.kind), **context)

    return dict.fromkeys(LetterKind, build)


@pytest.fixture
async def app(database: Database, settings: Settings, mail: SmtpMail) -> FastAPI:
    app = FastAPI()
    app.state.database, app.state.settings, app.state.mail = database, settings, mail
    problems.install(app)
    app.include_router(router, prefix="/api/v1")
    return app


@pytest.fixture
async def anonymous(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://t/api/v1") as client:
        yield client


@pytest.fixture
def sign_in(database: Database, settings: Settings, anonymous: httpx.AsyncClient) -> SignIn:
    """Sign a new person in, with one role on one unit."""

    async def begin(role: RoleName, unit: UUID) -> httpx.AsyncClient:
        person = Person(name="Ola Hansen", email=f"{uuid4()}@example.org")
        async with database.transaction() as session:
            session.add(person)
            await session.flush()
            session.add(Role(person_id=person.id, unit_id=unit, role=role, starts=date(2020, 1, 1)))
            await session.flush()
            opened = await sessions.begin(session, person.id, Method.DEMO, clock.now(), settings)
        anonymous.headers["Authorization"] = f"Bearer {opened.token}"
        return anonymous

    return begin


@pytest.fixture
async def failed(
    database: Database, mail: SmtpMail, world: World, settings: Settings, smtp: FaultySmtp
) -> UUID:
    """A letter that its server has refused for good."""
    smtp.faults = [Fault.REFUSE]
    sent = await service.deliver(database, mail, builder(world), world.letter(), settings)
    return sent.message


async def neighbour(database: Database, world: World) -> UUID:
    """Another unit of the same trust."""
    unit = Unit(parent_id=world.trust, trust_id=world.trust, name="Naboen")
    async with database.transaction() as session:
        session.add(unit)
    return unit.id
