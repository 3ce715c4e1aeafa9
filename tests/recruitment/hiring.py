"""A case at its nomination, in a hospital with a neighbour, and clients of the people in it."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlmodel import SQLModel, select

from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.candidates.applications.tables import Application, ApplicationVersion
from services.integrations.register.human import HumanCheck
from services.kit import clock, problems
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.processes.tables import Outbox, Process
from services.kit.settings import Settings
from services.onboarding import api as onboarding
from services.organisation.rules import RoleName
from services.organisation.tables import Person, Role, Unit
from services.recruitment.advert.tables import Advert, AdvertVersion, Channel
from services.recruitment.casefile import api as casefile
from services.recruitment.need.tables import (
    Alternative,
    Approval,
    CaseMember,
    Discussion,
    PreferenceCheck,
    Recruitment,
)
from services.recruitment.nomination import api as nomination
from services.recruitment.nomination import service as nominations
from services.recruitment.offer import api as offer
from services.recruitment.offer import service as offers
from services.recruitment.profile.tables import Criterion
from services.selection.conflicts.tables import Conflict, ConflictDeclaration
from services.selection.interviews.tables import Interview
from services.selection.lists.tables import ExemptionRequest, PublicList
from services.selection.references.tables import Reference
from services.selection.scores.tables import Score, ScoreSheet
from services.selection.screening.tables import MustResult
from services.tasks.tables import Task
from tests.desk import desk_at_once
from workflows.payloads.codes import Phase, Relation, StepCode
from workflows.payloads.processes import ProcessKind

WEIGHTS = {"ct": 50, "contact": 30, "improvement": 20}
STAFF = ("leader", "expert", "hr", "approver", "union", "stranger", "neighbour")
WITH_ROLES = ("leader", "hr", "neighbour")
"""Staff; the others are let in as outsiders are."""
READERS = ("leader", "expert", "hr", "approver", "union")
START = date(2027, 3, 1)
TERMS: dict[str, Any] = {"percentage": 100, "start": "2027-03-01", "pay": 600_000}


@dataclass
class Hiring:
    """What a test asks of the case and its people."""

    app: FastAPI
    database: Database
    files: FileStore
    settings: Settings
    case: UUID = field(default_factory=uuid4)
    trust: UUID = field(default_factory=uuid4)
    unit: UUID = field(default_factory=uuid4)
    people: dict[str, UUID] = field(default_factory=dict[str, UUID])
    applications: dict[str, UUID] = field(default_factory=dict[str, UUID])
    criteria: dict[str, UUID] = field(default_factory=dict[str, UUID])

    @asynccontextmanager
    async def client(self, name: str | None = None) -> AsyncGenerator[httpx.AsyncClient]:
        """A client, signed in as somebody if a name is given."""
        headers = {"Accept-Language": "en"}
        if name:
            async with self.database.transaction() as session:
                method = Method.DEMO if name in WITH_ROLES else Method.LINK
                opened = await sessions.begin(
                    session, self.people[name], method, clock.now(), self.settings
                )
            headers["Authorization"] = f"Bearer {opened.token}"
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="https://stafett.test/api/v1",
            headers=headers,
        ) as client:
            yield client

    async def ask(
        self, name: str | None, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """One request by somebody; `if_match` among the headers is a version."""
        sent = {"If-Match": f'"{headers["if_match"]}"'} if "if_match" in headers else {}
        async with self.client(name) as client:
            return await client.request(
                method, path.format(case=self.case), json=body, headers=sent
            )

    async def refusals(self, method: str, path: str, body: Any = None) -> None:
        """The anonymous, the stranger and the neighbour from another unit get nowhere."""
        assert (await self.ask(None, method, path, body)).status_code == 401
        for name in ("stranger", "neighbour"):
            response = await self.ask(name, method, path, body, if_match="0")
            assert response.status_code == 404, (name, response.text)

    async def add(self, *rows: SQLModel) -> None:
        async with self.database.transaction() as session:
            for _, alike in groupby(rows, type):
                session.add_all(alike)
                await session.flush()

    async def row(self, table: type[Any], **wanted: Any) -> Any:
        """The only row of a table in which these columns hold these values."""
        async with self.database.transaction() as session:
            query = select(table).where(
                *(getattr(table, name) == value for name, value in wanted.items())
            )
            return (await session.exec(query)).one()

    async def change(self, table: type[Any], row_id: UUID, **values: Any) -> None:
        async with self.database.transaction() as session:
            row = await session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    async def told(self, process: UUID | None = None) -> list[tuple[str | None, UUID | None]]:
        """What a process (the case by default) was told, in order."""
        async with self.database.transaction() as session:
            query = (
                select(Outbox.fact, Outbox.about)
                .where(Outbox.process_id == (process or self.case), Outbox.number > 0)
                .order_by(Outbox.number)  # pyright: ignore[reportArgumentType]
            )
            return [(fact, about) for fact, about in (await session.exec(query)).all()]

    async def task(self, step: StepCode, who: str, about: UUID | None = None) -> UUID:
        """An open task of the case."""
        at = clock.now()
        row = Task(
            process_id=self.case,
            step=step,
            about=about,
            relation=Relation.HIRING_MANAGER,
            owner_id=self.people[who],
            assignee_id=self.people[who],
            default="stop",
            due_at=at + timedelta(days=3),
            lapse_at=at + timedelta(days=6),
        )
        await self.add(row)
        return row.id

    async def entries(self, *names: str) -> list[dict[str, Any]]:
        return [
            {
                "application_id": str(self.applications[name]),
                "rank": rank,
                "reason": f"{name} has number {rank} for these reasons.",
            }
            for rank, name in enumerate(names, start=1)
        ]

    async def nominate(self, *names: str) -> UUID:
        """An approved nomination of these, in this order."""
        path = "/recruitments/{case}/nomination"
        body = {"entries": await self.entries(*names), "summary": "As written."}
        assert (await self.ask("leader", "PUT", path, body, if_match="0")).status_code == 200
        sent = await self.ask("leader", "POST", f"{path}/submission")
        assert sent.status_code == 200, sent.text
        remark = await self.ask("union", "POST", f"{path}/remark", {"remark": "Fair."})
        assert remark.status_code == 201, remark.text
        decided = await self.ask("approver", "POST", f"{path}/decision", {"approved": True})
        assert decided.status_code == 200, decided.text
        return UUID(sent.json()["nomination_id"])

    async def check_preference(self) -> None:
        await self.add(
            PreferenceCheck(
                recruitment_id=self.case,
                stage="before_offer",
                person_id=self.people["hr"],
                finding="Nobody has a claim.",
            )
        )

    async def offer(self, **terms: Any) -> dict[str, Any]:
        """An offer to the next ranked."""
        body = {"terms": {**TERMS, **terms}}
        sent = await self.ask("leader", "POST", "/recruitments/{case}/offers", body)
        assert sent.status_code == 201, sent.text
        return sent.json()

    async def answer(self, name: str, answer: str, **more: Any) -> httpx.Response:
        path = f"/my/applications/{self.applications[name]}/offer-answer"
        return await self.ask(name, "POST", path, {"answer": answer, **more})


def application(database: Database, settings: Settings, files: FileStore) -> FastAPI:
    """The routes tested here, put together as the program does."""
    app = FastAPI()
    app.state.settings, app.state.database, app.state.files = settings, database, files
    app.state.register = HumanCheck()
    app.state.desk = desk_at_once(
        database,
        {**nominations.RECORDERS, **offers.RECORDERS, **offers.file_recorders(files)},
    )
    problems.install(app)
    for router in (nomination.router, offer.router, casefile.router, onboarding.router):
        app.include_router(router, prefix="/api/v1")
    return app


async def begin(database: Database, home: Path, *, scope: str = "applicant") -> Hiring:
    """The case after its interviews: three to rank, one unqualified, one not invited."""
    settings = Settings(home=home)
    files = FileStore.open(settings)
    hiring = Hiring(application(database, settings, files), database, files, settings)
    rows = [*_hospital(hiring), *_need(hiring, scope), *_advert(hiring)]
    for name, language in {"anna": "nb", "bo": "nb", "cat": "en", "dag": "nb", "eva": "en"}.items():
        rows += _applicant(hiring, name, language, qualified=name != "dag")
    await _plant(database, [*rows, *_selection(hiring)])
    return hiring


async def _plant(database: Database, rows: list[SQLModel]) -> None:
    """Insert rows table by table: a third of what the same takes row by row."""
    by_table: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        name = str(row.__tablename__)  # pyright: ignore[reportUnknownArgumentType]
        by_table.setdefault(name, []).append(row.model_dump())
    async with database.engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if values := by_table.get(table.name):
                await connection.execute(table.insert(), values)


def _hospital(hiring: Hiring) -> Iterator[SQLModel]:
    elsewhere = uuid4()
    yield from (
        Unit(
            id=hiring.trust,
            trust_id=hiring.trust,
            name="Helgelandssykehuset HF",
            organisation_number="983974929",
        ),
        Unit(
            id=hiring.unit,
            parent_id=hiring.trust,
            trust_id=hiring.trust,
            name="Radiologi Mosjøen",
            name_en="Radiology Mosjøen",
            place="Mosjøen",
        ),
        Unit(id=elsewhere, trust_id=elsewhere, name="Helse Vest RHF"),
    )
    for name in STAFF:
        person = Person(name=name.capitalize(), email=f"{name}@helse.example.org")
        hiring.people[name] = person.id
        yield person
    since = date(2020, 1, 1)
    held = (
        ("leader", hiring.unit, RoleName.LEADER),
        ("hr", hiring.trust, RoleName.HR_ADVISER),
        ("neighbour", elsewhere, RoleName.HR_ADVISER),
        ("neighbour", elsewhere, RoleName.LEADER),
    )
    for name, unit, role in held:
        yield Role(person_id=hiring.people[name], unit_id=unit, role=role, starts=since)


def _need(hiring: Hiring, scope: str) -> Iterator[SQLModel]:
    people, at = hiring.people, clock.now()
    yield from (
        Recruitment(
            id=hiring.case,
            trust_id=hiring.trust,
            unit_id=hiring.unit,
            phase=Phase.NOMINATION,
            reason="new_position",
            consequence_for_patients="The waiting time for CT is 19 weeks.",
            occupation_styrk08="3211",
            hpr_category="RA",
            wanted_start=START,
            conflict_scope=scope,
            submitted_by=people["leader"],
            submitted_at=at,
            approved_at=at,
            advertised_at=at,
            screened_at=at,
            scores_opened_at=at,
        ),
        Process(id=hiring.case, kind=ProcessKind.RECRUITMENT, trust_id=hiring.trust),
    )
    parts = (
        ("leader", Relation.HIRING_MANAGER),
        ("leader", Relation.ASSESSOR),
        ("expert", Relation.EXPERT),
        ("expert", Relation.ASSESSOR),
        ("hr", Relation.HR_ADVISER),
        ("approver", Relation.APPROVER),
        ("union", Relation.UNION_REPRESENTATIVE),
    )
    yield from (
        *(
            CaseMember(recruitment_id=hiring.case, person_id=people[name], relation=part)
            for name, part in parts
        ),
        Alternative(recruitment_id=hiring.case, option="agency", answer="Dearer and less safe."),
        Discussion(recruitment_id=hiring.case, person_id=people["union"], remark="Full-time."),
        PreferenceCheck(
            recruitment_id=hiring.case,
            stage="before_advert",
            person_id=people["hr"],
            finding="Nobody has a claim.",
        ),
        Approval(
            recruitment_id=hiring.case, person_id=people["approver"], approved=True, version=1
        ),
    )
    profile = [("authorisation", "must", None), *((key, "should", w) for key, w in WEIGHTS.items())]
    for place, (key, level, weight) in enumerate(profile):
        criterion = Criterion(
            recruitment_id=hiring.case,
            key=key,
            position=place,
            level=level,
            type="skill",
            nb=key,
            en=key,
            weight=weight,
            methods=["interview"],
        )
        hiring.criteria[key] = criterion.id
        yield criterion


def _advert(hiring: Hiring) -> Iterator[SQLModel]:
    at = clock.now()
    advert = Advert(
        id=hiring.case,
        recruitment_id=hiring.case,
        state="closed",
        texts={"nb": {"title": "Radiograf"}, "en": {"title": "Radiographer"}},
        opens_at=at - timedelta(days=30),
        closes_at=at - timedelta(days=10),
        internal_notice_at=at - timedelta(days=30),
    )
    yield from (
        advert,
        AdvertVersion(
            advert_id=advert.id,
            number=1,
            texts=advert.texts,
            closes_at=at - timedelta(days=10),
            person_id=hiring.people["leader"],
        ),
        Channel(advert_id=advert.id, code="career_site", tracking_code=uuid4().hex),
    )


def _applicant(hiring: Hiring, name: str, language: str, *, qualified: bool) -> Iterator[SQLModel]:
    at = clock.now() - timedelta(days=20)
    person = Person(name=f"{name.capitalize()} Aas", email=f"{name}@example.org", language=language)
    row = Application(
        recruitment_id=hiring.case,
        advert_id=hiring.case,
        person_id=person.id,
        number=100 + len(hiring.applications),
        state="qualified" if qualified else "unqualified",
        received_at=at,
        language=language,
        qualified=qualified,
    )
    hiring.people[name], hiring.applications[name] = person.id, row.id
    yield from (
        person,
        row,
        Process(
            id=row.id,
            kind=ProcessKind.APPLICATION,
            trust_id=hiring.trust,
            parent_id=hiring.case,
        ),
        ApplicationVersion(application_id=row.id, number=1, received_at=at, name=person.name),
    )


def _selection(hiring: Hiring) -> Iterator[SQLModel]:
    at, people = clock.now(), hiring.people
    yield from (
        *(
            ConflictDeclaration(recruitment_id=hiring.case, person_id=people[name], declared_at=at)
            for name in READERS
        ),
        *(
            MustResult(
                application_id=application,
                criterion_id=hiring.criteria["authorisation"],
                met=name != "dag",
                note="As the register says.",
                person_id=people["leader"],
                assessed_at=at,
            )
            for name, application in hiring.applications.items()
        ),
        ExemptionRequest(
            application_id=hiring.applications["bo"],
            asked_at=at,
            granted=True,
            decision_reason="Works there now.",
            decided_by=people["hr"],
            decided_at=at,
        ),
        PublicList(
            recruitment_id=hiring.case,
            version=1,
            deadline=at - timedelta(days=10),
            frozen_at=at - timedelta(days=9),
            total=5,
            women=3,
            men=2,
            entries=[{"name": "Anna Aas", "age": 30, "municipality": "Vefsn"}],
        ),
    )
    given = {
        "anna": {"leader": (4, 4, 3), "expert": (5, 4, 4)},
        "bo": {"leader": (4, 4, 4), "expert": (4, 4, 4)},
        "cat": {"leader": (5, 3, 2), "expert": (3, 3, 3)},
    }
    for name, panel in given.items():
        yield from assessment(hiring, name, panel)


def assessment(hiring: Hiring, name: str, panel: dict[str, tuple[int, ...]]) -> Iterator[SQLModel]:
    """An interview, the marks of a panel, and two references."""
    moment, application_id = clock.now(), hiring.applications[name]
    yield Interview(
        recruitment_id=hiring.case,
        application_id=application_id,
        starts_at=moment,
        place="Room 2",
        state="held",
    )
    for assessor, marks in panel.items():
        sheet = ScoreSheet(
            recruitment_id=hiring.case,
            application_id=application_id,
            person_id=hiring.people[assessor],
            given_by=hiring.people[assessor],
            received_at=moment,
        )
        yield from (
            sheet,
            *(
                Score(
                    sheet_id=sheet.id,
                    criterion_id=hiring.criteria[key],
                    mark=mark,
                    note="As answered.",
                )
                for key, mark in zip(WEIGHTS, marks, strict=True)
            ),
        )
    for place in ("leader", "colleague"):
        referee = Person(name=f"Referee {place}", email=f"{uuid4().hex}@example.org")
        yield from (
            referee,
            Reference(
                application_id=application_id,
                person_id=referee.id,
                name=referee.name,
                relation=place,
                recent_leader=place == "leader",
                consented_at=moment,
                asked_at=moment,
                asked_by=hiring.people["leader"],
                answers=[{"question": "How?", "answer": "What only the referee said."}],
                received_at=moment,
            ),
        )


async def conflict(hiring: Hiring, who: str, with_: str) -> None:
    """A declared conflict."""
    await hiring.add(
        Conflict(
            recruitment_id=hiring.case,
            person_id=hiring.people[who],
            application_id=hiring.applications[with_],
        )
    )
