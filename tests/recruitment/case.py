"""A case in the demo hospital, and its people, each with a client of their own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
from sqlmodel import select

from services.kit.database import Database
from services.kit.processes.decisions import Desk
from services.kit.processes.tables import Outbox
from services.recruitment.advert.tables import Advert
from services.recruitment.need.codes import Alternatives
from services.recruitment.need.tables import Recruitment
from services.recruitment.service import RECORDERS, enter_phase
from tests.access.hospital import Hospital
from tests.desk import desk_at_once
from tests.prepared import Step
from workflows.payloads.codes import Phase

LEADER = "kari.leder"
NEIGHBOUR = "stig.leder"
HR = "hanne.hr"
APPROVER = "geir.klinikk"
UNION = "nina.tillitsvalgt"
EXPERT = "per.fag"
STRANGER = "lise.lonn"

NEED: dict[str, Any] = {
    "reason": "replacement",
    "consequence_for_patients": "Two beds stay closed at night.",
    "position": "permanent",
    "percentage": 100,
    "occupation_styrk08": "2223",
    "hpr_category": "SP",
    "positions": 1,
    "wanted_start": "2027-03-01",
}
ALTERNATIVES = {
    "alternatives": [{"option": option, "answer": "Looked at."} for option in Alternatives]
}
PROFILE: dict[str, Any] = {
    "criteria": [
        {
            "key": "authorisation",
            "level": "must",
            "type": "formal",
            "nb": "Norsk autorisasjon som sykepleier",
            "en": "Norwegian authorisation as a nurse",
            "methods": ["documents", "register"],
        },
        {
            "key": "teamwork",
            "level": "should",
            "type": "personal",
            "nb": "Samarbeid",
            "en": "Teamwork",
            "weight": 100,
            "methods": ["interview", "reference"],
        },
    ]
}
ADVERT: dict[str, Any] = {
    "texts": {"nb": {"title": "Sykepleier, sengepost"}, "en": {"title": "Nurse, ward"}},
    "channels": [{"code": "career_site"}, {"code": "nav"}],
}
PARTS = {
    "hiring_manager": LEADER,
    "hr_adviser": HR,
    "approver": APPROVER,
    "union_representative": UNION,
    "expert": EXPERT,
}


@dataclass
class Someone:
    """One of the people of the case, at the API."""

    client: httpx.AsyncClient
    path: str

    async def get(self, rest: str = "") -> httpx.Response:
        return await self.client.get(self.path + rest)

    async def post(self, rest: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.client.post(self.path + rest, json=body, headers=headers)

    async def edit(self, rest: str, body: Any, method: str = "PUT") -> httpx.Response:
        """Change something in the version it has now."""
        tag = (await self.get(rest)).headers["ETag"]
        return await self.client.request(
            method, self.path + rest, json=body, headers={"If-Match": tag}
        )


@dataclass
class Case:
    """A case, brought as far as a test needs it."""

    hospital: Hospital
    id: UUID = field(default_factory=uuid4)

    def on(self, blank: Self) -> Self:
        """The same case, with the database and the routes of another test."""
        return replace(self, hospital=blank.hospital)

    @property
    def database(self) -> Database:
        return self.hospital.database

    @asynccontextmanager
    async def as_(self, address: str | None) -> AsyncGenerator[Someone]:
        async with self.hospital.client(address) as client:
            yield Someone(client, f"/recruitments/{self.id}")

    async def row(self) -> Recruitment:
        async with self.database.transaction() as session:
            return await session.get_one(Recruitment, self.id)

    async def adverts(self) -> list[Advert]:
        async with self.database.transaction() as session:
            query = select(Advert).where(Advert.recruitment_id == self.id).order_by("round")
            return list(await session.exec(query))

    async def told(self) -> list[str | None]:
        """What the process was told, in order."""
        async with self.database.transaction() as session:
            query = select(Outbox.fact).where(Outbox.process_id == self.id).order_by("number")
            return list(await session.exec(query))

    async def enter(self, phase: Phase) -> None:
        from services.kit import clock

        async with self.database.transaction() as session:
            await enter_phase(session, self.id, phase, clock.now())

    async def write(self) -> None:
        """Alternatives and profile, so that the need can be submitted."""
        async with self.as_(LEADER) as leader:
            assert (await leader.edit("/alternatives", ALTERNATIVES)).status_code == 200
            assert (await leader.edit("/profile", PROFILE)).status_code == 200

    async def submit(self) -> None:
        await self.write()
        await self.hand_in()

    async def hand_in(self) -> None:
        async with self.as_(LEADER) as leader:
            submitted = await leader.post("/submission")
            assert submitted.status_code == 200, submitted.text

    async def approve(self) -> None:
        await self.submit()
        await self.consent()

    async def consent(self) -> None:
        """Discussion, preferential rights and approval of the submitted need."""
        async with self.as_(UNION) as union:
            assert (await union.post("/discussion", {"remark": None})).status_code == 201
        async with self.as_(HR) as adviser:
            finding = {"stage": "before_advert", "finding": "Nobody.", "claim": False}
            assert (await adviser.post("/preference-checks", finding)).status_code == 201
        async with self.as_(APPROVER) as approver:
            approved = await approver.post("/approval", {"approved": True})
            assert approved.status_code == 200, approved.text

    async def publish(self) -> None:
        await self.approve()
        await self.advertise()

    async def advertise(self) -> None:
        async with self.as_(LEADER) as leader:
            assert (await leader.edit("/advert", ADVERT)).status_code == 200
            published = await leader.post("/publication", {"open_days": 21})
            assert published.status_code == 200, published.text


def desk(database: Database) -> Desk:
    return desk_at_once(database, RECORDERS)


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that an answer tells, which has to be this one."""
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code
    return answer.json()


async def start(hospital: Hospital, **need: Any) -> Case:
    """A new case of the ward, with everybody in it."""
    members = [
        {"person_id": str(await hospital.person(address)), "relation": relation}
        for relation, address in PARTS.items()
    ]
    unit = await hospital.ward()
    body = {**NEED, "unit_id": str(unit.id), "members": members, **need}
    async with hospital.client(LEADER) as leader:
        created = await leader.post("/recruitments", json=body)
        assert created.status_code == 201, created.text
    return Case(hospital, UUID(created.json()["id"]))


async def in_draft(case: Case) -> None:
    case.id = (await start(case.hospital)).id


SUBMITTED: tuple[Step[Case], ...] = (in_draft, Case.write, Case.hand_in)
APPROVED = (*SUBMITTED, Case.consent)
PUBLISHED = (*APPROVED, Case.advertise)
