"""The log of letters, and who may see it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from services.access.reads.tables import ReadLog
from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.candidates.applications.tables import Application
from services.integrations.mail.smtp import SmtpMail
from services.kit import clock, problems
from services.kit.database import Database
from services.kit.processes.tables import Outbox
from services.kit.settings import Settings
from services.messages import service
from services.messages.api import router
from services.organisation.rules import RoleName
from services.organisation.tables import Person, Role, Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import Recruitment
from services.selection.conflicts.tables import Conflict
from services.selection.screening.tables import FirstReview
from services.tasks import service as tasks
from services.tasks.api import router as tasks_router
from services.tasks.tables import Task
from tests.messages.conftest import World, builder
from tests.messages.smtp_server import Fault, FaultySmtp
from workflows.payloads.codes import Fact, LetterKind, StepCode
from workflows.payloads.tasks import DropTask

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


class TestBlindReview:
    """Whose review of an applicant is blind does not learn from a letter who it is."""

    async def apply(self, database: Database, world: World) -> Application:
        """The letter's process is an application that nobody has reviewed yet."""
        case = Recruitment(
            trust_id=world.trust,
            unit_id=world.unit,
            reason="new_position",
            consequence_for_patients="-",
            occupation_styrk08="2223",
            wanted_start=date(2027, 3, 1),
        )
        advert = Advert(recruitment_id=case.id)
        application = Application(
            id=world.process,
            recruitment_id=case.id,
            advert_id=advert.id,
            person_id=world.candidate,
            received_at=clock.now(),
        )
        async with database.transaction() as session:
            for row in (case, advert, application):
                session.add(row)
                await session.flush()
        return application

    async def reader(self, database: Database) -> UUID:
        query = select(Person.id).where(Person.name == "Ola Hansen")
        async with database.transaction() as session:
            return (await session.exec(query)).one()

    async def hidden(self, client: httpx.AsyncClient, message: UUID) -> bool:
        """Whether list and letter hide the receiver; they must agree."""
        (item,) = (await client.get("/messages")).json()["items"]
        answer = await client.get(f"/messages/{message}")
        if answer.status_code == 403:
            assert answer.json()["code"] == "receiver_hidden"
            assert (item["address"], item["person_id"]) == (None, None)
            return True
        assert answer.status_code == 200
        assert answer.json()["address"] == item["address"] == "kari@example.org"
        return False

    async def test_until_the_first_review(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        application = await self.apply(database, world)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        assert await self.hidden(client, failed)
        review = FirstReview(
            application_id=application.id,
            person_id=await self.reader(database),
            handed_in_at=clock.now(),
        )
        async with database.transaction() as session:
            session.add(review)
        assert not await self.hidden(client, failed)

    async def test_until_the_screening(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        application = await self.apply(database, world)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        resent = await client.post(f"/messages/{failed}/resend")
        assert (resent.status_code, resent.json()["address"]) == (200, None)
        async with database.transaction() as session:
            (await session.get_one(Application, application.id)).qualified = False
        assert not await self.hidden(client, failed)

    async def test_for_good_where_there_is_a_conflict(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        application = await self.apply(database, world)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        conflict = Conflict(
            recruitment_id=application.recruitment_id,
            person_id=await self.reader(database),
            application_id=application.id,
        )
        async with database.transaction() as session:
            (await session.get_one(Application, application.id)).qualified = True
            session.add(conflict)
        assert await self.hidden(client, failed)


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


class TestOperations:
    """A letter that failed for good waits for a person, on the list of what has stopped."""

    async def listed(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        return (await client.get("/operations")).json()["items"]

    async def test_it_is_listed_where_its_unit_is(
        self, app: FastAPI, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        app.include_router(tasks_router, prefix="/api/v1")
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        (task,) = await self.listed(client)
        assert (task["step"], task["about"], task["state"]) == (
            "see_to_letter",
            str(failed),
            "stopped",
        )
        other = await sign_in(RoleName.HR_ADVISER, await neighbour(database, world))
        assert await self.listed(other) == []

    async def test_sent_again_it_is_off_the_list(
        self, app: FastAPI, sign_in: SignIn, world: World, smtp: FaultySmtp, failed: UUID
    ) -> None:
        app.include_router(tasks_router, prefix="/api/v1")
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        smtp.faults = [Fault.REFUSE]
        await client.post(f"/messages/{failed}/resend")
        assert len(await self.listed(client)) == 1
        await client.post(f"/messages/{failed}/resend")
        assert await self.listed(client) == []

    async def test_it_may_be_seen_to_in_another_way(
        self, app: FastAPI, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        app.include_router(tasks_router, prefix="/api/v1")
        app.state.desk = None
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        (task,) = await self.listed(client)
        path = f"/operations/{task['id']}/resolution"
        retried = await client.post(path, json={"action": "retry", "reason": "Once more."})
        assert (retried.status_code, retried.json()["code"]) == (409, "cannot_be_retried")
        done = await client.post(path, json={"action": "skip", "reason": "Told by telephone."})
        assert done.status_code == 200
        assert await self.listed(client) == []
        assert await told(database) == []

    async def test_it_stays_when_the_process_goes_on(
        self, app: FastAPI, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        app.include_router(tasks_router, prefix="/api/v1")
        async with database.transaction() as session:
            await tasks.drop(session, DropTask(world.process, None, None, clock.now()))
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        assert len(await self.listed(client)) == 1


async def told(database: Database) -> list[str | None]:
    """What the process has been told, in order."""
    async with database.transaction() as session:
        query = select(Outbox.fact).order_by(col(Outbox.number))
        return list((await session.exec(query)).all())


class TestLastLetter:
    """Sent again by hand, the last letter of an application is its answer."""

    @pytest.mark.parametrize(
        ("kind", "facts"),
        [(LetterKind.REJECTION, [Fact.LETTER_RESENT]), (LetterKind.RECEIPT, [])],
    )
    async def test_counts_once_it_has_left(
        self,
        sign_in: SignIn,
        database: Database,
        mail: SmtpMail,
        settings: Settings,
        world: World,
        smtp: FaultySmtp,
        kind: LetterKind,
        facts: list[Fact],
    ) -> None:
        smtp.faults = [Fault.REFUSE, Fault.REFUSE]
        sent = await service.deliver(database, mail, builder(world), world.letter(kind), settings)
        by_hand = Task(
            process_id=world.process,
            step=StepCode.ANSWER_BY_HAND,
            relation="hr_adviser",
            default="stop",
            due_at=clock.now(),
            lapse_at=clock.now(),
        )
        async with database.transaction() as session:
            session.add(by_hand)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        await client.post(f"/messages/{sent.message}/resend")
        assert await told(database) == []
        await client.post(f"/messages/{sent.message}/resend")
        assert await told(database) == facts
        async with database.transaction() as session:
            state = (await session.get_one(Task, by_hand.id)).state
        assert state == ("done" if facts else "open")


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
