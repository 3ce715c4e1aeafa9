"""A letter that failed for good: sent again by hand, or seen to in another way."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from services.integrations.mail.smtp import SmtpMail
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.tables import Outbox, Process
from services.kit.settings import Settings
from services.messages import service
from services.organisation.rules import RoleName
from services.organisation.tables import Person
from services.tasks import service as tasks
from services.tasks.api import router as tasks_router
from services.tasks.tables import Task
from tests.messages.conftest import SignIn, World, builder, neighbour
from tests.messages.smtp_server import Fault, FaultySmtp
from workflows.payloads.codes import Fact, LetterKind, StepCode
from workflows.payloads.letters import SendLetter
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import DropTask


async def told(database: Database) -> list[str | None]:
    """What the process has been told, in order."""
    async with database.transaction() as session:
        query = select(Outbox.fact).order_by(col(Outbox.number))
        return list((await session.exec(query)).all())


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

    async def test_after_an_offer_nobody_waits_for_it(
        self,
        app: FastAPI,
        sign_in: SignIn,
        database: Database,
        mail: SmtpMail,
        settings: Settings,
        world: World,
        smtp: FaultySmtp,
    ) -> None:
        """It is a letter of the case, which goes on; a person sees to it from the list."""
        app.include_router(tasks_router, prefix="/api/v1")
        case = Process(kind=ProcessKind.RECRUITMENT, trust_id=world.trust)
        async with database.transaction() as session:
            session.add(case)
        declined = SendLetter(
            LetterKind.OFFER_DECLINED, case.id, uuid4(), world.candidate, 1, clock.now()
        )
        smtp.faults = [Fault.REFUSE]
        sent = await service.deliver(database, mail, builder(world), declined, settings)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        (task,) = (await client.get("/operations")).json()["items"]
        assert (task["step"], task["about"]) == ("see_to_letter", str(sent.message))
        await client.post(f"/messages/{sent.message}/resend")
        assert (await client.get("/operations")).json()["items"] == []
        assert await told(database) == []
