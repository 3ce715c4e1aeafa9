"""Tasks of any step of the ward's case, and what becomes of them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit import clock
from services.organisation.tables import Absence
from services.recruitment.advert.tables import Advert
from services.selection.conflicts.tables import Conflict
from services.tasks import service
from services.tasks.service import Known
from services.tasks.tables import Task
from tests.tasks.conftest import Ward
from workflows.payloads.codes import Relation, StepCode
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import Moment, MovedTask, MoveTask, OpenTask, Otherwise

HR = "hanne.hr"


async def asked(
    ward: Ward,
    step: StepCode,
    relation: Relation,
    owner: str | None,
    *,
    about: UUID | None = None,
    otherwise: Otherwise = Otherwise.STOP,
) -> UUID:
    """The task of a step, for somebody by address, or for nobody."""
    person = await ward.hospital.person(owner) if owner else None

    async def find(*_: object) -> UUID | None:
        return person

    ask = OpenTask(
        kind=ProcessKind.RECRUITMENT,
        process=ward.case,
        step=step,
        about=about,
        occurrence=1,
        relation=relation,
        days=5,
        otherwise=otherwise,
        outsider=relation in {Relation.CANDIDATE, Relation.REFEREE},
        at=clock.now(),
    )
    async with ward.hospital.database.transaction() as session:
        opened = await service.open_task(session, ask, Known({ProcessKind.RECRUITMENT: find}))
    assert opened
    return opened.task


async def moved(
    ward: Ward,
    task: UUID,
    moment: Moment,
    known: Known | None = None,
    at: datetime | None = None,
) -> MovedTask:
    """Let a task's time come, as its process does."""
    move = MoveTask(task=task, moment=moment, at=at or clock.now() + timedelta(days=20))
    async with ward.hospital.database.transaction() as session:
        return await service.move_task(session, move, known or Known({}))


async def away(ward: Ward, person: str, deputy: str) -> None:
    """Somebody is absent today, and the deputy has accepted."""
    async with ward.hospital.database.transaction() as session:
        session.add(
            Absence(
                person_id=await ward.hospital.person(person),
                deputy_id=await ward.hospital.person(deputy),
                starts=clock.today(),
                ends=clock.today() + timedelta(days=30),
                accepted_at=clock.now(),
            )
        )


async def has(ward: Ward, task_id: UUID) -> tuple[str, str | None]:
    """Who has a task, and on whose authority, by the first half of their addresses."""
    task: Task = await ward.task(task_id)
    named = {await ward.hospital.person(each): each for each in PEOPLE}
    authority = named[task.on_authority_of] if task.on_authority_of else None
    return named.get(task.assignee_id, "") if task.assignee_id else "", authority


PEOPLE = (
    "kari.leder",
    "geir.klinikk",
    "odd.direktor",
    "ragnhild.regiondirektor",
    "per.fag",
    "anne.fag",
    "bente.alstad",
    "nina.tillitsvalgt",
    HR,
)


async def audited(ward: Ward) -> list[AuditEvent]:
    """What the audit says of the case, in order."""
    query = select(AuditEvent).where(AuditEvent.chain == ward.case).order_by("number")
    async with ward.hospital.database.transaction() as session:
        return list((await session.exec(query)).all())


async def applied(ward: Ward, person: str) -> UUID:
    """Somebody has applied for the post."""
    async with ward.hospital.database.transaction() as session:
        advert = Advert(recruitment_id=ward.case)
        session.add(advert)
        await session.flush()
        application = Application(
            recruitment_id=ward.case,
            advert_id=advert.id,
            person_id=await ward.hospital.person(person),
            received_at=clock.now(),
        )
        session.add(application)
    return application.id


async def conflicted(ward: Ward, person: str) -> None:
    application = await applied(ward, "soker@example.org")
    async with ward.hospital.database.transaction() as session:
        session.add(
            Conflict(
                recruitment_id=ward.case,
                application_id=application,
                person_id=await ward.hospital.person(person),
                reason="Family.",
            )
        )
