"""Many recruitments with fifty applications each, put straight into the tables.

Two hundred stand in the middle of their screening. `grow` copies their rows as cases long closed,
as the years leave them behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from sqlalchemy import insert, text

from benchmarks.ground import HR, LEADER, Ground
from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications.tables import Application, ApplicationVersion
from services.kit import clock
from services.kit.processes.tables import Process
from services.organisation.tables import Person, Unit
from services.recruitment.advert.tables import Advert, AdvertVersion
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.profile.tables import Criterion
from services.selection.conflicts.tables import ConflictDeclaration
from services.selection.screening.tables import FirstReview, MustResult
from services.tasks.tables import Task
from workflows.payloads.codes import Phase, Relation
from workflows.payloads.processes import ProcessKind

CASES = 200
APPLICATIONS = 50
TITLES = {"nb": {"title": "Sykepleier, sengepost"}, "en": {"title": "Nurse, ward"}}
RENDERED: dict[str, Any] = {
    tag: {**text, "language": tag, "facts": [], "sections": []} for tag, text in TITLES.items()
}
COPIED: Mapping[LiteralString, Mapping[LiteralString, LiteralString]] = {
    "person": {"id": "id", "email": "'again.' || {n} || '.' || email"},
    "process": {"id": "id", "ended_at": "created_at"},
    "recruitment": {"id": "id", "phase": "'closed'", "ended_at": "created_at"},
    "case_member": {"id": "id", "recruitment_id": "id"},
    "advert": {"id": "id", "recruitment_id": "id"},
    "advert_version": {"id": "id", "advert_id": "id"},
    "application": {
        "id": "id",
        "recruitment_id": "id",
        "advert_id": "id",
        "person_id": "id",
        "state": "'rejected'",
        "answered_at": "received_at",
    },
    "application_version": {"id": "id", "application_id": "id"},
}
"""What a copy of a row has of its own: `id` is an id made from the one before."""
OF_CASES: Mapping[LiteralString, LiteralString] = {
    "person": "id IN (SELECT person_id FROM planted_application)",
    "process": "id IN (SELECT id FROM planted_case)",
    "recruitment": "id IN (SELECT id FROM planted_case)",
    "case_member": "recruitment_id IN (SELECT id FROM planted_case)",
    "advert": "recruitment_id IN (SELECT id FROM planted_case)",
    "advert_version": "advert_id IN (SELECT a.id FROM advert a JOIN planted_case c"
    " ON c.id = a.recruitment_id)",
    "application": "id IN (SELECT id FROM planted_application)",
    "application_version": "application_id IN (SELECT id FROM planted_application)",
}


@dataclass(frozen=True)
class Planted:
    """What there is to read, and who reads it."""

    case: UUID
    application: UUID
    candidate: UUID
    adviser: UUID


async def plant(ground: Ground) -> Planted:
    """The two hundred cases, ten thousand applications in all."""
    at = clock.now()
    case, application, candidate = [await _case(ground, at) for _ in range(CASES)][-1]
    async with ground.database.transaction() as session:
        for statement in (
            "CREATE TABLE planted_case AS SELECT id FROM recruitment",
            "CREATE TABLE planted_application AS SELECT id, person_id FROM application",
            "ANALYZE",
        ):
            await session.execute(text(statement))  # pyright: ignore[reportDeprecated]
    return Planted(case, application, candidate, ground.people[HR])


async def _case(ground: Ground, at: datetime) -> tuple[UUID, UUID, UUID]:
    case = uuid4()
    closed = at - timedelta(days=6)
    applied = [uuid4() for _ in range(APPLICATIONS)]
    people = [uuid4() for _ in range(APPLICATIONS)]
    advert, must = Advert(recruitment_id=case, state="closed", texts=TITLES), uuid4()
    advert.opens_at, advert.closes_at, advert.first_closes_at = at, closed, closed
    async with ground.database.transaction() as session:
        trust = (await session.get_one(Unit, ground.unit)).trust_id
        session.add(Process(id=case, kind=ProcessKind.RECRUITMENT, trust_id=trust))
        session.add(
            Recruitment(
                id=case,
                trust_id=trust,
                unit_id=ground.unit,
                phase=Phase.SCREENING,
                reason="replacement",
                consequence_for_patients="Two beds stay closed.",
                occupation_styrk08="2223",
                wanted_start=date(2035, 1, 1),
                conflict_scope="applicant",
            )
        )
        await session.flush()
        session.add(advert)
        session.add(
            Criterion(
                id=must,
                recruitment_id=case,
                key="authorisation",
                position=0,
                level="must",
                type="formal",
                nb="Autorisasjon",
                en="Authorisation",
                methods=["register"],
            )
        )
        for who, relation in ((LEADER, Relation.HIRING_MANAGER), (HR, Relation.HR_ADVISER)):
            person = ground.people[who]
            session.add(CaseMember(recruitment_id=case, person_id=person, relation=relation))
            session.add(ConflictDeclaration(recruitment_id=case, person_id=person, declared_at=at))
        await session.flush()
        session.add(
            AdvertVersion(
                advert_id=advert.id,
                number=1,
                texts=TITLES,
                rendered=RENDERED,
                closes_at=closed,
                person_id=ground.people[LEADER],
            )
        )
        session.add(
            Task(
                process_id=case,
                step="screen",
                relation=Relation.HIRING_MANAGER,
                unit_id=ground.unit,
                assignee_id=ground.people[LEADER],
                default="stop",
                due_at=at + timedelta(days=3),
                lapse_at=at + timedelta(days=9),
            )
        )
        await audit.record(session, AuditKind.CASE_STARTED, process_id=case, at=at)
        for table, rows in _applications(
            case, advert.id, must, applied, people, ground, at
        ).items():
            await session.execute(insert(table), rows)  # pyright: ignore[reportDeprecated]
    return case, applied[0], people[0]


def _applications(
    case: UUID,
    advert: UUID,
    must: UUID,
    applied: list[UUID],
    people: list[UUID],
    ground: Ground,
    at: datetime,
) -> dict[type[Any], list[dict[str, Any]]]:
    numbered = list(zip(applied, people, range(1, APPLICATIONS + 1), strict=True))
    adviser = ground.people[HR]
    return {
        Person: [
            {"id": person, "name": f"Ingrid Nyheim {number}", "email": f"{person}@example.org"}
            for _, person, number in numbered
        ],
        Application: [
            {
                "id": one,
                "recruitment_id": case,
                "advert_id": advert,
                "person_id": person,
                "number": number,
                "received_at": at - timedelta(days=9),
            }
            for one, person, number in numbered
        ],
        ApplicationVersion: [
            {
                "application_id": one,
                "number": 1,
                "received_at": at,
                "name": f"Ingrid Nyheim {number}",
                "municipality": "Rana",
                "age": 30,
                "occupation": "Sykepleier",
                "letter": "I have worked on a ward. " * 8,
                "cv": {"work": [{"name": "Rana kommune", "position": "Sykepleier"}]},
            }
            for one, _, number in numbered
        ],
        MustResult: [
            {
                "application_id": one,
                "criterion_id": must,
                "met": True,
                "person_id": adviser,
                "assessed_at": at,
            }
            for one, _, number in numbered
            if number % 2
        ],
        FirstReview: [
            {"application_id": one, "person_id": adviser, "handed_in_at": at}
            for one, _, number in numbered
            if number % 2
        ],
    }


async def grow(ground: Ground, times: int) -> None:
    """Copy every planted case so many times, as closed."""
    address = ground.settings.database_url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(address) as connection:
        for table, own in COPIED.items():
            found = await connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            columns = [name for (name,) in await found.fetchall()]
            values = [_copied(name, own.get(name)) for name in columns]
            await connection.execute(
                sql.SQL(
                    "INSERT INTO {} ({}) SELECT {} FROM {}, generate_series(1, %s) AS n WHERE "
                ).format(
                    sql.Identifier(table),
                    sql.SQL(", ").join(map(sql.Identifier, columns)),
                    sql.SQL(", ").join(values),
                    sql.Identifier(table),
                )
                + sql.SQL(OF_CASES[table]),
                [times],
            )
        await connection.execute("ANALYZE")


def _copied(column: str, own: LiteralString | None) -> sql.Composable:
    if own is None:
        return sql.Identifier(column)
    if own == "id":
        return sql.SQL("md5({}::text || n)::uuid").format(sql.Identifier(column))
    return sql.SQL(own.replace("{n}", "n"))
