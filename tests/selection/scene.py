"""A case whose deadline has passed, with its people, its applicants and clients of them all."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlmodel import col, select

from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.candidates.applications.tables import Application, ApplicationVersion
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.tables import Outbox, Process
from services.kit.settings import Settings
from services.organisation.rules import RoleName
from services.organisation.tables import Employment, Person, Role, Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.profile.tables import Criterion
from services.tasks.tables import Task
from tests.prepared import Step
from workflows.payloads.codes import Phase, Relation, StepCode
from workflows.payloads.processes import ProcessKind

BASE = "https://stafett.test/api/v1"

ONE, TWO, THREE = "Ingrid Nyheim", "Jon Storvik", "Sara Guttorm"
MEMBERS = {
    "leader": (Relation.HIRING_MANAGER, Relation.ASSESSOR),
    "hr": (Relation.HR_ADVISER,),
    "expert": (Relation.ASSESSOR,),
    "colleague": (Relation.ASSESSOR,),
    "union": (Relation.UNION_REPRESENTATIVE,),
    "approver": (Relation.APPROVER,),
}
STAFF = (*MEMBERS, "stranger", "neighbour")
PROFILE = (
    ("authorisation", "must", None, ["documents", "register"]),
    ("norwegian_b2", "must", None, ["documents", "interview"]),
    ("judgement", "should", 60, ["case", "interview", "reference"]),
    ("teamwork", "should", 40, ["interview", "reference"]),
)
MUSTS = [key for key, level, *_ in PROFILE if level == "must"]
SHOULDS = [key for key, level, *_ in PROFILE if level == "should"]


@dataclass
class Scene:
    """One case, and what tests do with it."""

    app: FastAPI
    database: Database
    settings: Settings
    stack: AsyncExitStack
    people: dict[str, UUID] = field(default_factory=dict[str, UUID])
    applications: dict[str, UUID] = field(default_factory=dict[str, UUID])
    case_id: UUID = field(default_factory=uuid4)
    unit_id: UUID = field(default_factory=uuid4)
    trust_id: UUID = field(default_factory=uuid4)
    advert_id: UUID = field(default_factory=uuid4)
    clients: dict[tuple[str | None, timedelta], httpx.AsyncClient] = field(
        default_factory=dict[tuple[str | None, timedelta], httpx.AsyncClient]
    )
    closes_at: datetime = field(default_factory=lambda: clock.now() - timedelta(days=1))

    def on(self, blank: Self) -> Self:
        """The same case, with the database and the routes of another test."""
        return replace(
            self,
            app=blank.app,
            database=blank.database,
            settings=blank.settings,
            stack=blank.stack,
            people=dict(self.people),
            applications=dict(self.applications),
            clients={},
        )

    @property
    def path(self) -> str:
        return f"/recruitments/{self.case_id}"

    async def set_up(self, *, scope: str = "applicant", phase: Phase = Phase.SCREENING) -> None:
        """The unit, its people and the case."""
        neighbour_unit = uuid4()
        case = Recruitment(
            id=self.case_id,
            trust_id=self.trust_id,
            unit_id=self.unit_id,
            phase=phase,
            reason="replacement",
            consequence_for_patients="Two beds stay closed.",
            occupation_styrk08="2223",
            wanted_start=(clock.now() + timedelta(days=90)).date(),
            conflict_scope=scope,
        )
        async with self.database.transaction() as session:
            for unit, parent, name in (
                (self.trust_id, None, "Trust"),
                (self.unit_id, self.trust_id, "Medisinsk sengepost"),
                (neighbour_unit, self.trust_id, "Radiologi"),
            ):
                session.add(Unit(id=unit, parent_id=parent, trust_id=self.trust_id, name=name))
                await session.flush()
            for name in STAFF:
                person = Person(name=f"{name.title()} Ansatt", email=f"{name}@helse.example.org")
                session.add(person)
                self.people[name] = person.id
            await session.flush()
            session.add_all(
                Employment(
                    person_id=self.people[name],
                    unit_id=neighbour_unit if name == "neighbour" else self.unit_id,
                    starts=clock.today() - timedelta(days=400),
                )
                for name in STAFF
            )
            session.add(
                Role(
                    person_id=self.people["neighbour"],
                    unit_id=neighbour_unit,
                    role=RoleName.HR_ADVISER,
                    starts=clock.today() - timedelta(days=400),
                )
            )
            session.add(case)
            session.add(Process(id=case.id, kind=ProcessKind.RECRUITMENT, trust_id=self.trust_id))
            await session.flush()
            session.add(
                Advert(
                    id=self.advert_id,
                    recruitment_id=case.id,
                    state="closed",
                    texts={"nb": {"title": "Sykepleier"}, "en": {"title": "Nurse"}},
                    opens_at=self.closes_at - timedelta(days=21),
                    closes_at=self.closes_at,
                )
            )
            for name, relations in MEMBERS.items():
                session.add_all(
                    CaseMember(
                        recruitment_id=case.id, person_id=self.people[name], relation=relation
                    )
                    for relation in relations
                )
            session.add_all(
                Criterion(
                    recruitment_id=case.id,
                    key=key,
                    position=place,
                    level=level,
                    type="skill",
                    nb=f"{key} på norsk",
                    en=f"{key} in English",
                    weight=weight,
                    methods=methods,
                    anchors={"1": {"nb": "Ingen", "en": "None"}},
                )
                for place, (key, level, weight, methods) in enumerate(PROFILE)
            )

    async def hr_by_role(self, who: str) -> None:
        """Somebody is an HR adviser of the unit, whatever their part in the case."""
        async with self.database.transaction() as session:
            session.add(
                Role(
                    person_id=self.people[who],
                    unit_id=self.unit_id,
                    role=RoleName.HR_ADVISER,
                    starts=clock.today() - timedelta(days=9),
                )
            )

    async def apply(self, name: str, **more: Any) -> UUID:
        """Somebody applies; numbered in the order of the calls, from 11."""
        number = 11 + len(self.applications)
        local = name.lower().replace(" ", ".")
        received_at: datetime = more.pop("received_at", self.closes_at - timedelta(days=2))
        async with self.database.transaction() as session:
            person = Person(
                name=name,
                email=more.pop("email", f"{local}@example.org"),
                language=more.get("language", "nb"),
            )
            session.add(person)
            await session.flush()
            application = Application(
                recruitment_id=self.case_id,
                advert_id=more.pop("advert_id", self.advert_id),
                person_id=person.id,
                number=number,
                received_at=received_at,
                language=more.pop("language", "nb"),
                exemption_asked=more.pop("exemption_asked", False),
            )
            session.add(application)
            session.add(
                Process(
                    id=application.id,
                    kind=ProcessKind.APPLICATION,
                    trust_id=self.trust_id,
                    parent_id=self.case_id,
                )
            )
            await session.flush()
            facts: dict[str, Any] = {"municipality": "Rana", "occupation": "Sykepleier", **more}
            version = ApplicationVersion(
                application_id=application.id,
                number=1,
                received_at=received_at,
                name=name,
                **facts,
            )
            session.add(version)
        self.people[name] = person.id
        self.applications[name] = application.id
        return application.id

    async def client(self, who: str | None) -> httpx.AsyncClient:
        """A client, signed in as somebody if named; anew after skipped time."""
        key = (who, clock.offset())
        if key not in self.clients:
            headers = {"Accept-Language": "en"}
            if who:
                method = Method.DEMO if who in STAFF else Method.LINK
                async with self.database.transaction() as session:
                    opened = await sessions.begin(
                        session, self.people[who], method, clock.now(), self.settings
                    )
                headers["Authorization"] = f"Bearer {opened.token}"
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url=BASE, headers=headers
            )
            self.clients[key] = await self.stack.enter_async_context(client)
        return self.clients[key]

    async def ask(
        self, who: str | None, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """One request as somebody; a path without a slash is below the case."""
        where = path if path.startswith("/") else f"{self.path}/{path}"
        client = await self.client(who)
        return await client.request(method, where, json=body, headers=headers)

    async def declare(self, *names: str) -> None:
        """These members declare that there is no conflict."""
        for name in names or MEMBERS:
            answer = await self.ask(name, "POST", "conflicts", {"application_ids": []})
            assert answer.status_code == 201, answer.text

    async def name_key(self, who: str, applicant: str) -> str:
        """The key of an applicant on the list of names."""
        names = (await self.ask(who, "GET", "names")).json()["names"]
        return next(one["application_id"] for one in names if one["name"] == applicant)

    async def screen(self, *unqualified: str, by: str = "leader") -> None:
        """Assess every must of everybody, and complete the screening."""
        for name, application in self.applications.items():
            for key in MUSTS:
                answer = await self.ask(
                    by,
                    "PUT",
                    f"applications/{application}/musts/{key}",
                    {"met": name not in unqualified, "note": "Seen in the papers."},
                )
                assert answer.status_code == 200, answer.text
        answer = await self.ask(by, "POST", "screening")
        assert answer.status_code == 200, answer.text

    async def shortlist(self, *names: str) -> None:
        """Put these on the shortlist, and let the case go on to the interviews."""
        ids = [str(self.applications[name]) for name in names]
        answer = await self.ask("leader", "POST", "shortlist", {"application_ids": ids})
        assert answer.status_code == 200, answer.text
        await self.enter(Phase.INTERVIEWS)

    async def invite(self, name: str, ahead: timedelta = timedelta(days=3)) -> httpx.Response:
        body = {
            "application_id": str(self.applications[name]),
            "starts_at": (clock.now() + ahead).isoformat(),
            "minutes": 60,
            "place": "Room 2",
        }
        return await self.ask("leader", "POST", "interviews", body)

    async def interviewed(self, *names: str) -> None:
        """From declaring to the ended interviews, and a week later."""
        await self.declare()
        await self.screen()
        await self.shortlist(*names)
        await self.hold(*names)

    async def hold(self, *names: str) -> None:
        """Invite these, one after the other on one day, and be a week further on."""
        for place, name in enumerate(names):
            answer = await self.invite(name, timedelta(days=1, hours=place))
            assert answer.status_code == 201, answer.text
        skip(timedelta(days=7))

    async def score(self, who: str, name: str, mark: int = 3) -> httpx.Response:
        """Hand in a whole sheet with the same mark for everything."""
        marks = {key: {"mark": mark, "note": f"Canary note of {who}."} for key in SHOULDS}
        path = f"applications/{self.applications[name]}/scores"
        return await self.ask(who, "PUT", path, {"marks": marks})

    async def enter(self, phase: Phase) -> None:
        async with self.database.transaction() as session:
            case = await session.get_one(Recruitment, self.case_id)
            case.phase = phase

    async def task(
        self, step: StepCode, about: UUID | None, who: str, process: UUID | None = None
    ) -> UUID:
        """An open task, as the process would have opened it."""
        task = Task(
            process_id=process or self.case_id,
            step=step,
            about=about,
            relation=Relation.ASSESSOR,
            owner_id=self.people[who],
            assignee_id=self.people[who],
            default="stop",
            due_at=clock.now() + timedelta(days=5),
            lapse_at=clock.now() + timedelta(days=9),
        )
        async with self.database.transaction() as session:
            session.add(task)
        return task.id

    async def told(self, process: UUID | None = None) -> list[tuple[str | None, UUID | None]]:
        """What a process has been told, in order."""
        query = (
            select(Outbox.fact, Outbox.about)
            .where(Outbox.process_id == (process or self.case_id))
            .order_by(col(Outbox.number))
        )
        async with self.database.transaction() as session:
            return list((await session.exec(query)).all())


def skip(time: timedelta) -> None:
    """Let time go by."""
    clock.set_offset(clock.offset() + time, mode="embedded")


async def in_screening(scene: Scene) -> None:
    await scene.set_up()
    for name in (ONE, TWO, THREE):
        await scene.apply(name)


async def two_shortlisted(scene: Scene) -> None:
    await scene.shortlist(ONE, TWO)


async def two_interviewed(scene: Scene) -> None:
    await scene.hold(ONE, TWO)


SCREENED: tuple[Step[Scene], ...] = (in_screening, Scene.declare, Scene.screen)
SHORTLISTED = (*SCREENED, two_shortlisted)
INTERVIEWED = (*SHORTLISTED, two_interviewed)
