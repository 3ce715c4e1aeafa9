"""The demo hospital, a neighbouring trust, and clients of the people in them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import httpx
from fastapi import APIRouter, FastAPI

from services import seed
from services.access.links import api as links
from services.access.oidc import api as oidc
from services.access.sessions import api as sessions
from services.access.sessions import service
from services.access.sessions.rules import Method
from services.kit import clock, problems
from services.kit.database import Database
from services.kit.settings import Settings
from services.organisation.absences import api as absences
from services.organisation.people import api as people
from services.organisation.people import service as people_service
from services.organisation.people import store as people_store
from services.organisation.people.service import NewEmployment
from services.organisation.rules import RoleName
from services.organisation.tables import Unit
from services.organisation.units import api as units
from services.organisation.units import service as units_service
from services.organisation.units import store as units_store
from services.organisation.units.service import NewUnit
from services.tasks.service import settle

BASE = "https://stafett.test"
NEIGHBOUR = "hilde.nabo@vest.example.org"


@dataclass
class Mailbox:
    """Where sign-in codes arrive; `away` stands for a mail server that is down."""

    codes: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    away: bool = False

    async def send(self, address: str, language: str, code: str) -> None:
        if self.away:
            raise ConnectionRefusedError
        self.codes.append((address, language, code))


def built(*more: APIRouter) -> FastAPI:
    """The routes of organisation and access, and more, put together as the program does."""
    app = FastAPI()
    problems.install(app)
    for router in (
        sessions.router,
        sessions.demo_router,
        links.router,
        oidc.router,
        units.router,
        people.router,
        absences.router,
        *more,
    ):
        app.include_router(router, prefix="/api/v1")
    return app


BUILT: dict[tuple[int, ...], FastAPI] = {}
"""By which routers were added."""


def application(
    database: Database, settings: Settings, mailbox: Mailbox, *more: APIRouter
) -> FastAPI:
    """These routes, which are built once, in front of a test's own database."""
    key = tuple(map(id, more))
    app = BUILT[key] = BUILT.get(key) or built(*more)
    app.state.database, app.state.settings = database, settings
    app.state.send_code, app.state.settle_task = mailbox.send, settle
    return app


async def furnish(database: Database) -> None:
    """Set up the demo hospital and its neighbour."""
    at = clock.now()
    async with database.transaction() as session:
        await seed.seed(session)
        unit = await units_service.add(session, NewUnit(name="Helse Vest RHF"), at=at)
        hr = await people_service.find_or_create(
            session, email=NEIGHBOUR, name="Hilde Nabo", language="nb", at=at
        )
        await people_service.employ(
            session, hr.id, NewEmployment(unit_id=unit.id, starts=seed.SINCE), at=at
        )
        await people_service.add_role(
            session, hr.id, unit.id, RoleName.HR_ADVISER, seed.SINCE, at=at
        )


@dataclass
class Hospital:
    """The demo hospital and its neighbour, with what tests ask of them."""

    app: FastAPI
    database: Database
    settings: Settings

    async def person(self, address: str) -> UUID:
        """The id of somebody; the domain may be left out."""
        email = address if "@" in address else f"{address}@{seed.DOMAIN}"
        async with self.database.transaction() as session:
            found = await people_store.by_address(session, email)
            if found is None:
                found = await people_service.find_or_create(
                    session, email=email, name="Somebody Else", language="en", at=clock.now()
                )
        return found.id

    async def unit(self, *path: str) -> Unit:
        """The unit at the end of a path of names."""
        async with self.database.transaction() as session:
            found: Unit | None = None
            for name in path:
                found = await units_store.child(session, found.id if found else None, name)
        assert found
        return found

    async def ward(self) -> Unit:
        return await self.unit(seed.REGION, seed.TRUST, seed.MEDICINE, seed.WARD)

    async def token(self, address: str, method: Method = Method.DEMO) -> str:
        person = await self.person(address)
        async with self.database.transaction() as session:
            opened = await service.begin(session, person, method, clock.now(), self.settings)
        return opened.token

    @asynccontextmanager
    async def client(
        self, address: str | None = None, method: Method = Method.DEMO
    ) -> AsyncGenerator[httpx.AsyncClient]:
        """A client, signed in as somebody if an address is given."""
        headers = {"Accept-Language": "en"}
        if address:
            headers["Authorization"] = f"Bearer {await self.token(address, method)}"
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=f"{BASE}/api/v1", headers=headers
        ) as client:
            yield client
