"""What generated requests are about: rows of four kinds of place, and who is signed in there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import select

from services import seed
from services.access.links import service as links
from services.access.links.tables import LinkKind
from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.candidates.applications.tables import Application, Attachment
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.tables import Process
from services.kit.settings import Settings
from services.onboarding.tables import Onboarding
from services.organisation.tables import Role
from services.recruitment.advert.tables import AdvertVersion
from services.selection.interviews.tables import Interview
from services.selection.lists.tables import ExemptionRequest, PublicList
from services.selection.references.tables import Reference
from services.tasks.tables import Task
from tests.access.hospital import Hospital
from tests.candidates.conftest import pdf
from tests.messages.letters import a_letter
from tests.recruitment.case import APPROVER, HR, LEADER, Case, start
from tests.recruitment.hiring import START, Hiring
from tests.recruitment.nominating import begin
from workflows.payloads.codes import LetterKind, Relation, StepCode
from workflows.payloads.processes import ProcessKind

OPERATOR, ANALYST = "oskar.drift", "aili.analyse"
PARTS = (LEADER, HR, APPROVER)
HANDED = {
    "name": "Ingrid Nyheim",
    "email": "ingrid.nyheim@example.org",
    "gender": "woman",
    "age": 29,
    "municipality": "Rana",
    "occupation": "Sykepleier",
}


@dataclass(frozen=True)
class Place:
    """Ids that belong together, by the name of a path parameter, and its people's sessions."""

    ids: dict[str, str]
    tokens: tuple[str, ...]


async def plant(app: FastAPI, database: Database, settings: Settings) -> tuple[Place, ...]:
    """The demo hospital with a draft and an open advert, and a case that has made its offer."""
    async with database.transaction() as session:
        await seed.seed(session)
    hospital = Hospital(app, database, settings)
    draft, advertised = await start(hospital), await start(hospital)
    await advertised.publish()
    staff = [await hospital.token(address) for address in PARTS]
    return (
        await _around(hospital, advertised),
        _place({"recruitment_id": draft.id}, *staff),
        await _advertised(advertised, *staff),
        await _offered(hospital),
    )


async def _around(hospital: Hospital, case: Case) -> Place:
    """What is of the hospital: a unit, a role, an absence, a task, a letter, a newcomer."""
    database, leader, unit = hospital.database, await hospital.person(LEADER), await hospital.ward()
    newcomer = Process(kind=ProcessKind.ONBOARDING, trust_id=unit.trust_id)
    letter = a_letter(
        trust_id=unit.trust_id,
        unit_id=unit.id,
        process_id=case.id,
        to_id=leader,
        kind=LetterKind.RECEIPT,
        state="failed",
    )
    async with database.transaction() as session:
        session.add_all([newcomer, letter])
        await session.flush()
        session.add(
            Onboarding(
                id=newcomer.id,
                trust_id=unit.trust_id,
                unit_id=unit.id,
                person_id=leader,
                first_day=START,
            )
        )
        token = await links.make_link(
            session,
            person_id=leader,
            kind=LinkKind.ONBOARDING,
            about=newcomer.id,
            process_id=newcomer.id,
            expires_at=clock.now() + timedelta(days=9),
        )
    ids = {
        "unit_id": unit.id,
        "person_id": leader,
        "role_id": (await _only(database, Role, person_id=leader)).id,
        "absence_id": await _absence(hospital),
        "task_id": await _stopped(hospital, case.id),
        "message_id": letter.id,
        "onboarding_id": newcomer.id,
        "token": token,
    }
    return _place(ids, *[await hospital.token(one) for one in (LEADER, HR, OPERATOR, ANALYST)])


async def _absence(hospital: Hospital) -> str:
    """An absence whose deputy was asked."""
    away = {
        "deputy_id": str(await hospital.person(HR)),
        "starts": str(clock.today() + timedelta(days=7)),
        "ends": str(clock.today() + timedelta(days=14)),
    }
    async with hospital.client(LEADER) as client:
        posted = await client.post("/absences", json=away)
    assert posted.status_code == 201, posted.text
    return posted.json()["id"]


async def _stopped(hospital: Hospital, case_id: UUID) -> UUID:
    """A step that waits on the operations list."""
    leader = await hospital.person(LEADER)
    task = Task(
        process_id=case_id,
        step=StepCode.SHORTLIST,
        relation=Relation.HIRING_MANAGER,
        owner_id=leader,
        assignee_id=leader,
        state="stopped",
        default="stop",
        due_at=clock.now(),
        lapse_at=clock.now(),
    )
    async with hospital.database.transaction() as session:
        session.add(task)
    return task.id


async def _advertised(case: Case, *staff: str) -> Place:
    """An open advert, and an application for it with a paper."""
    database = case.database
    (advert,) = await case.adverts()
    form = [("application", (None, json.dumps(HANDED))), ("papers", ("cv.pdf", pdf()))]
    async with case.as_(None) as candidate:
        path = f"/adverts/{advert.id}/applications"
        taken = await candidate.client.post(path, files=form)
        assert taken.status_code == 201, taken.text
    application = await _only(database, Application, recruitment_id=case.id)
    ids = {
        "recruitment_id": case.id,
        "advert_id": advert.id,
        "application_id": application.id,
        "paper_id": (await _only(database, Attachment)).id,
    }
    token = await _token(case.hospital, application.person_id)
    return _place(ids, *staff, token)


async def _offered(hospital: Hospital) -> Place:
    """A case that was nominated for and has made an offer, with references and marks."""
    database = hospital.database
    hiring = await begin(database, hospital.settings.home)
    await _whole(hiring)
    await hiring.nominate("anna", "bo", "cat")
    await hiring.check_preference()
    await hiring.offer()
    application = hiring.applications["anna"]
    reference = await _only(database, Reference, application_id=application, recent_leader=True)
    interview = await _only(database, Interview, application_id=application)
    ids = {
        "recruitment_id": hiring.case,
        "advert_id": hiring.case,
        "application_id": application,
        "criterion_key": "authorisation",
        "interview_id": interview.id,
        "request_id": (await _only(database, ExemptionRequest)).id,
        "person_id": hiring.people["expert"],
        "reference_id": reference.id,
    }
    signing_in = [hiring.people[one] for one in ("leader", "hr", "approver")]
    staff = [await _token(hospital, one, Method.DEMO) for one in signing_in]
    by_link = (hiring.people["anna"], reference.person_id)
    outside = [await _token(hospital, one) for one in by_link]
    return _place(ids, *staff, *outside)


async def _whole(hiring: Hiring) -> None:
    """Advert, list and answers as the program writes them, with everything a reader is shown."""
    of_case = select(AdvertVersion).where(AdvertVersion.advert_id == hiring.case)
    async with hiring.database.transaction() as session:
        for version in await session.exec(of_case):
            version.rendered = {
                tag: {"language": tag, "facts": [], "sections": [], **text}
                for tag, text in version.texts.items()
            }
        for frozen in await session.exec(select(PublicList)):
            frozen.entries = [{"occupation": "Radiograf", **one} for one in frozen.entries]
        for reference in await session.exec(select(Reference)):
            answers = reference.answers or []
            reference.answers = [{"against": False, **answer} for answer in answers]


def _place(ids: Mapping[str, UUID | str], *tokens: str) -> Place:
    return Place({name: str(value) for name, value in ids.items()}, tokens)


async def _token(hospital: Hospital, person: UUID, method: Method = Method.LINK) -> str:
    async with hospital.database.transaction() as session:
        opened = await sessions.begin(session, person, method, clock.now(), hospital.settings)
    return opened.token


async def _only(database: Database, table: type[Any], **wanted: Any) -> Any:
    """The only row of a table in which these columns hold these values."""
    query = select(table).where(*(getattr(table, name) == wanted[name] for name in wanted))
    async with database.transaction() as session:
        return (await session.exec(query)).one()
