"""Who judges an applicant blindly does not learn from the log of letters who it is."""

from datetime import date
from uuid import UUID

import httpx
import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.tables import Process
from services.organisation.rules import RoleName
from services.organisation.tables import Person
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import Recruitment
from services.selection.conflicts.tables import Conflict
from services.selection.screening.tables import FirstReview
from tests.messages.conftest import SignIn, World


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

    async def apply_too(self, session: AsyncSession, first: Application, person: UUID) -> UUID:
        """Somebody else applies for the post of an application that is judged by now."""
        (await session.get_one(Application, first.id)).qualified = True
        case = await session.get_one(Recruitment, first.recruitment_id)
        application = Application(
            recruitment_id=case.id,
            advert_id=first.advert_id,
            person_id=person,
            received_at=clock.now(),
        )
        session.add(Process(id=application.id, kind="application", trust_id=case.trust_id))
        await session.flush()
        session.add(application)
        await session.flush()
        return application.id

    @pytest.mark.parametrize(("scope", "hidden"), [("case", True), ("applicant", False)])
    async def test_where_a_conflict_with_another_closes_the_case(
        self,
        sign_in: SignIn,
        database: Database,
        world: World,
        failed: UUID,
        scope: str,
        hidden: bool,
    ) -> None:
        application = await self.apply(database, world)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        reader = await self.reader(database)
        rival = Person(name="Rival", email="rival@example.org")
        async with database.transaction() as session:
            session.add(rival)
            await session.flush()
            theirs = await self.apply_too(session, application, rival.id)
            case = await session.get_one(Recruitment, application.recruitment_id)
            case.conflict_scope = scope
            session.add(Conflict(recruitment_id=case.id, person_id=reader, application_id=theirs))
        assert await self.hidden(client, failed) is hidden

    async def test_to_whoever_has_applied(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        application = await self.apply(database, world)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        reader = await self.reader(database)
        async with database.transaction() as session:
            await self.apply_too(session, application, reader)
        assert await self.hidden(client, failed)
