"""A web application with the candidates' routes, and cases with an open advert to apply to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.app import create_app
from services.candidates import api
from services.candidates.applications.tables import Application
from services.kit import clock, problems
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.processes.tables import Process
from services.kit.settings import Settings
from services.organisation.tables import Person, Unit
from services.recruitment.advert.tables import Advert, AdvertVersion, Channel, ScreeningQuestion
from services.recruitment.need.tables import CaseMember, Recruitment
from workflows.payloads.codes import Phase, Relation
from workflows.payloads.processes import ProcessKind


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, public_url="https://jobb.example.org")


@pytest.fixture
def app(settings: Settings, database: Database) -> FastAPI:
    app = FastAPI()
    app.state.settings = settings
    app.state.database = database
    app.state.files = FileStore.open(settings)
    problems.install(app)
    app.include_router(api.router, prefix="/api/v1")
    return app


@pytest.fixture
async def anonymous(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    transport = httpx.ASGITransport(app)
    base = "http://stafett.test/api/v1"
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


@pytest.fixture
def whole(settings: Settings, database: Database) -> FastAPI:
    """The application with its pages."""
    app = create_app(settings)
    app.state.database = database
    return app


@pytest.fixture
async def visitor(whole: FastAPI, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser, who is not signed in."""
    transport = httpx.ASGITransport(whole)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        yield client


@dataclass(frozen=True)
class Case:
    """A case with an advert."""

    recruitment_id: UUID
    advert_id: UUID
    trust_id: UUID
    unit_id: UUID


def _version(advert: Advert, title: str, person_id: UUID) -> AdvertVersion:
    assert advert.closes_at

    def text(tag: str, name: str, said: str) -> dict[str, Any]:
        section = {"key": "tasks", "heading": "Oppgaver", "text": said, "items": ["<b>Fag</b>"]}
        fact = {"key": "place", "label": "Sted", "value": "Mo i Rana"}
        return {"language": tag, "title": name, "facts": [fact], "sections": [section]}

    return AdvertVersion(
        advert_id=advert.id,
        number=1,
        texts={},
        rendered={
            "nb": text("nb", title, "Du steller pasienter om natten."),
            "en": text("en", f"{title} (English)", "You nurse patients at night."),
        },
        closes_at=advert.closes_at,
        person_id=person_id,
    )


@dataclass
class World:
    """Makes what tests begin with."""

    database: Database
    settings: Settings

    async def case(
        self,
        *,
        state: str = "open",
        phase: Phase = Phase.ADVERTISED,
        opens: timedelta = -timedelta(days=1),
        closes: timedelta = timedelta(days=13),
        questions: list[dict[str, Any]] | None = None,
        title: str = "Sykepleier",
        **more: Any,
    ) -> Case:
        at = clock.now()
        trust = Unit(id=uuid4(), name=f"Trust {uuid4().hex[:6]}", trust_id=uuid4())
        trust.trust_id, trust.place = trust.id, more.pop("trust_place", None)
        unit = Unit(
            parent_id=trust.id,
            trust_id=trust.id,
            name="Medisinsk sengepost",
            name_en="Medical ward",
            place=more.pop("place", "Mo i Rana"),
        )
        case = Recruitment(
            trust_id=trust.id,
            unit_id=unit.id,
            phase=phase,
            reason="replacement",
            consequence_for_patients="Two beds stay closed.",
            occupation_styrk08=more.pop("occupation", "2223"),
            wanted_start=(at + timedelta(days=90)).date(),
            **more,
        )
        advert = Advert(
            recruitment_id=case.id,
            state=state,
            opens_at=at + opens,
            closes_at=at + closes,
            first_closes_at=at + closes,
        )
        channel = Channel(advert_id=advert.id, code="career_site", tracking_code=uuid4().hex[:12])
        manager = Person(name="Kari Leder", email=f"{uuid4().hex}@helse.example.org")
        async with self.database.transaction() as session:
            session.add_all([trust, manager])
            await session.flush()
            session.add(unit)
            await session.flush()
            session.add_all(
                [case, Process(id=case.id, kind=ProcessKind.RECRUITMENT, trust_id=trust.id)]
            )
            await session.flush()
            session.add(advert)
            await session.flush()
            session.add(channel)
            if state != "draft":
                session.add(_version(advert, title, manager.id))
            session.add(
                CaseMember(
                    recruitment_id=case.id, person_id=manager.id, relation=Relation.HIRING_MANAGER
                )
            )
            session.add_all(
                ScreeningQuestion(advert_id=advert.id, position=place, **question)
                for place, question in enumerate(questions or [])
            )
        return Case(case.id, advert.id, trust.id, unit.id)

    async def person(self, email: str, name: str = "Somebody Else") -> Person:
        async with self.database.transaction() as session:
            person = Person(name=name, email=email)
            session.add(person)
        return person

    async def sign_in(self, person_id: UUID) -> dict[str, str]:
        """The headers of somebody who followed a mailed link and gave the code."""
        async with self.database.transaction() as session:
            opened = await sessions.begin(
                session, person_id, Method.LINK, clock.now(), self.settings
            )
        return {"Authorization": f"Bearer {opened.token}"}


@pytest.fixture
def world(database: Database, settings: Settings) -> World:
    return World(database, settings)


Later = Callable[[timedelta], datetime]
"""Moves our clock ahead of real time."""


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    def move(by: timedelta) -> datetime:
        monkeypatch.setattr("services.kit.clock._offset", by)
        return clock.now()

    return move


def pdf(size: int = 2000) -> bytes:
    """A PDF of about this size."""
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    pages = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    return head + pages + page + b"%" + b"x" * size + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def a_pdf() -> bytes:
    return pdf()


@pytest.fixture
def handed() -> dict[str, Any]:
    """What somebody sends who applies."""
    return {
        "name": "Ingrid Nyheim",
        "email": "ingrid.nyheim@example.org",
        "gender": "woman",
        "age": 29,
        "municipality": "Rana",
        "occupation": "Sykepleier",
    }


@dataclass(frozen=True)
class Applied:
    """Somebody who has applied, signed in."""

    case: Case
    id: UUID
    me: dict[str, str]

    @property
    def path(self) -> str:
        return f"/my/applications/{self.id}"


Apply = Callable[..., Awaitable[Applied]]


@pytest.fixture
def apply(anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]) -> Apply:
    async def applied(case: Case | None = None, **change: Any) -> Applied:
        chosen = case or await world.case()
        answer = await anonymous.post(
            f"/adverts/{chosen.advert_id}/applications", json=handed | change
        )
        application_id = UUID(answer.json()["id"])
        async with world.database.transaction() as session:
            row = await session.get_one(Application, application_id)
        return Applied(chosen, application_id, await world.sign_in(row.person_id))

    return applied
