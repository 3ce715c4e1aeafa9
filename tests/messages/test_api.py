"""The log of letters, and who may see it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from services.access.reads.tables import ReadLog
from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.integrations.mail.smtp import SmtpMail
from services.kit import clock, problems
from services.kit.database import Database
from services.kit.settings import Settings
from services.messages import service
from services.messages.api import router
from services.organisation.rules import RoleName
from services.organisation.tables import Person, Role, Unit
from tests.messages.conftest import World, builder
from tests.messages.smtp_server import Fault, FaultySmtp

SignIn = Callable[[RoleName, UUID], Awaitable[httpx.AsyncClient]]


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


class TestWho:
    async def test_anonymous(self, anonymous: httpx.AsyncClient, failed: UUID) -> None:
        for method, path in _routes(failed):
            assert (await anonymous.request(method, path)).status_code == 401

    async def test_stranger(self, sign_in: SignIn, world: World, failed: UUID) -> None:
        client = await sign_in(RoleName.LEADER, world.unit)
        for method, path in _routes(failed):
            answer = await client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (403, "only_hr")

    async def test_neighbour(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        client = await sign_in(RoleName.HR_ADVISER, await neighbour(database, world))
        assert (await client.get("/messages")).json()["items"] == []
        assert (await client.get(f"/messages/{failed}")).status_code == 404
        assert (await client.post(f"/messages/{failed}/resend")).status_code == 404


def _routes(message: UUID) -> list[tuple[str, str]]:
    return [
        ("GET", "/messages"),
        ("GET", f"/messages/{message}"),
        ("POST", f"/messages/{message}/resend"),
        ("GET", "/letters/preview?kind=offer"),
    ]


class TestLog:
    @pytest.mark.parametrize("place", ["unit", "trust"])
    async def test_hr_of_the_unit_and_above(
        self, sign_in: SignIn, world: World, failed: UUID, place: str
    ) -> None:
        client = await sign_in(RoleName.HR_ADVISER, getattr(world, place))
        (item,) = (await client.get("/messages", params={"state": "failed"})).json()["items"]
        assert (item["id"], item["state"], item["last_error"]) == (
            str(failed),
            "failed",
            "smtp_550",
        )
        assert "text" not in item

    async def test_filters(self, sign_in: SignIn, world: World, failed: UUID) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.trust)
        for asked, count in [
            ({"kind": "delay"}, 1),
            ({"kind": "offer"}, 0),
            ({"state": "sent"}, 0),
            ({"process_id": str(world.process)}, 1),
            ({"process_id": str(uuid4())}, 0),
        ]:
            assert len((await client.get("/messages", params=asked)).json()["items"]) == count

    async def test_a_letter_without_a_unit_is_the_trusts(
        self,
        sign_in: SignIn,
        database: Database,
        mail: SmtpMail,
        world: World,
        settings: Settings,
    ) -> None:
        contexts = builder(world, unit_id=None)
        await service.deliver(database, mail, contexts, world.letter(), settings)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        assert (await client.get("/messages")).json()["items"] == []
        client = await sign_in(RoleName.HR_ADVISER, world.trust)
        assert len((await client.get("/messages")).json()["items"]) == 1

    async def test_reading_a_letter_is_noted(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        answer = await client.get(f"/messages/{failed}")
        assert "Kari Nordmann" in answer.json()["text"]
        async with database.transaction() as session:
            (read,) = (await session.exec(select(ReadLog))).all()
        assert (read.about, read.what) == (world.candidate, "letter")


class TestResend:
    async def test_to_the_corrected_address_with_the_same_id(
        self,
        sign_in: SignIn,
        database: Database,
        world: World,
        smtp: FaultySmtp,
        failed: UUID,
    ) -> None:
        async with database.transaction() as session:
            person = (await session.exec(select(Person).where(Person.id == world.candidate))).one()
            person.email = "riktig@example.org"
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        answer = await client.post(f"/messages/{failed}/resend")
        assert (answer.status_code, answer.json()["state"]) == (200, "sent")
        assert smtp.recipients == ["riktig@example.org"]
        assert f"<{failed}@helse.example.org>".encode() in smtp.taken[0]

    async def test_not_twice(self, sign_in: SignIn, world: World, failed: UUID) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        await client.post(f"/messages/{failed}/resend")
        again = await client.post(f"/messages/{failed}/resend")
        assert (again.status_code, again.json()["code"]) == (409, "letter_not_failed")

    async def test_not_taken_now_stays_failed(
        self, sign_in: SignIn, world: World, smtp: FaultySmtp, failed: UUID
    ) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        smtp.faults = [Fault.REFUSE_FOR_NOW, Fault.REFUSE]
        answer = await client.post(f"/messages/{failed}/resend")
        assert (answer.status_code, answer.json()["code"]) == (503, "letter_not_taken")
        refused = await client.post(f"/messages/{failed}/resend")
        assert (refused.status_code, refused.json()["state"]) == (200, "failed")
        assert refused.json()["last_error"] == "smtp_550"


class TestPreview:
    async def test_in_both_languages(self, sign_in: SignIn, world: World) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        asked = {"kind": "rejection", "language": "en", "variant": "filled"}
        shown = (await client.get("/letters/preview", params=asked)).json()
        assert shown["subject"].startswith("The post has been filled")
        shown = (await client.get("/letters/preview", params={"kind": "offer"})).json()
        assert shown["subject"].startswith("Tilbud om stilling")

    async def test_unknown_variant(self, sign_in: SignIn, world: World) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        for kind in ("rejection", "offer"):
            answer = await client.get("/letters/preview", params={"kind": kind, "variant": "x"})
            assert (answer.status_code, answer.json()["code"]) == (422, "unknown_variant")
