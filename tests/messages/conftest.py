"""A trust with a unit, a candidate with a process, HR of both, and a mail server."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.integrations.mail.smtp import SmtpMail
from services.kit.database import Database
from services.kit.processes.tables import Process
from services.kit.settings import Settings
from services.messages.letters import ContextBuilder, LetterContext
from services.organisation.tables import Person, Unit
from tests.messages.smtp_server import FaultySmtp, faulty_smtp
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter
from workflows.payloads.processes import ProcessKind

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


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


def builder(world: World, **more: object) -> dict[LetterKind, ContextBuilder]:
    """Context builders of every kind, with example values and whatever is given."""
    from services.messages.examples import values_of

    async def build(session: AsyncSession, letter: SendLetter) -> LetterContext:
        context = {"unit_id": world.unit, **more}
        return LetterContext(world.candidate, values_of(letter.kind), **context)  # pyright: ignore[reportArgumentType]

    return dict.fromkeys(LetterKind, build)
