"""Every statement about applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    FromClause,
    String,
    bindparam,
    column,
    exists,
    func,
    literal,
    text,
)
from sqlalchemy import select as select_columns
from sqlalchemy import update as update_rows
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.access.audit.tables import AuditChain, AuditEvent
from services.candidates.applications.rows import NewRow, as_json
from services.candidates.applications.tables import (
    LIVE,
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.candidates.questions.kinds import Question
from services.kit.files.tables import StoredFile
from services.kit.processes.tables import Outbox, Process
from services.organisation.people.store import folded
from services.organisation.tables import FOLDED, Person
from services.recruitment.advert.tables import Advert, Channel, ScreeningQuestion
from services.recruitment.need.tables import Recruitment
from services.selection.lists.tables import PublicList

_CONTENT = ("application_version", "stored_file", "attachment", "screening_answer")
_BEGINNING: tuple[str, ...] = tuple(
    cast("Any", table).__tablename__ for table in (Process, Outbox, AuditChain, AuditEvent)
)
_EVERYTHING = ("person", "application", *_CONTENT, *_BEGINNING)


def _new(table: str) -> FromClause:
    """Rows of a table that travel as JSON, so that one statement serves for any number of them."""
    columns = SQLModel.metadata.tables[table].c
    sent = func.json_to_recordset(bindparam(table, type_=JSON))
    typed = (column(one.name, one.type) for one in columns)
    return sent.table_valued(*typed).render_derived(name=f"new_{table}", with_types=True)


def _insertion(table: str, *only_if: ColumnElement[bool]) -> Insert:
    new = _new(table)
    rows = select_columns(*new.c).where(*only_if)
    return insert(SQLModel.metadata.tables[table]).from_select(list(new.c.keys()), rows)


def _hand_in() -> SelectOfScalar[UUID]:
    """Everything of an application at once, or nothing if the person has a running one.

    Applying is the busiest thing people do here, and every statement costs about a millisecond.
    Foreign keys are looked at when a statement is done, so the order within it does not matter.
    """
    sent = select_columns(func.count()).select_from(_new("person")).scalar_subquery()
    person = (
        _insertion("person")
        .on_conflict_do_nothing(index_elements=[text(FOLDED)])
        .returning(col(Person.id))
        .cte("inserted_person")
    )
    added = select_columns(func.count()).select_from(person).scalar_subquery()
    application = (
        _insertion("application", sent == added)
        .on_conflict_do_nothing(
            index_elements=["recruitment_id", "person_id"], index_where=text(LIVE)
        )
        .returning(col(Application.id))
        .cte("inserted_application")
    )
    there = exists(select_columns(application.c.id))
    rest = (_insertion(table, there).cte(f"inserted_{table}") for table in (*_CONTENT, *_BEGINNING))
    return select(application.c.id).add_cte(*rest)


_HAND_IN = _hand_in()
_ADD_VERSION = select(literal(1)).add_cte(
    *(_insertion(table).cte(f"inserted_{table}") for table in _CONTENT)
)


@dataclass(frozen=True)
class Place:
    """Where an application goes: an advert, its case, and who sends it."""

    advert_id: UUID
    recruitment_id: UUID
    trust_id: UUID
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    asks: bool
    """Whether there are screening questions."""
    person_id: UUID | None
    """The person of the address, if anybody has it yet."""


_SENDER = folded(col(Person.email)) == folded(bindparam("email", type_=String))
_PLACE = (
    select_columns(
        col(Advert.id),
        col(Advert.recruitment_id),
        col(Recruitment.trust_id),
        col(Advert.state),
        col(Advert.opens_at),
        col(Advert.closes_at),
        exists().where(col(ScreeningQuestion.advert_id) == col(Advert.id)),
        col(Person.id),
    )
    .join(Recruitment, col(Recruitment.id) == col(Advert.recruitment_id))
    .outerjoin(Person, _SENDER)
    .where(col(Advert.id) == bindparam("advert_id"))
    .with_for_update(read=True, key_share=True, of=Recruitment)
)
_PERSON = select(Person.id).where(_SENDER)


async def place(session: AsyncSession, advert_id: UUID, email: str) -> Place | None:
    """An advert, its case held against being dealt with before we commit, and who sends it.

    The lock is the one the foreign key takes anyway: applicants do not wait for each other, but
    drawing numbers waits for who is just handing in.
    """
    sent = {"advert_id": advert_id, "email": email.strip()}
    row = (await PlainSession.execute(session, _PLACE, sent)).first()
    return Place(*row) if row else None


async def person_of(session: AsyncSession, email: str) -> UUID | None:
    """The person of an address, however it is capitalised."""
    return (await session.exec(_PERSON, params={"email": email.strip()})).first()


async def source_of(session: AsyncSession, advert_id: UUID, tracking_code: str) -> str | None:
    """The channel a tracking code of this advert belongs to."""
    query = select(Channel.code).where(
        Channel.advert_id == advert_id, Channel.tracking_code == tracking_code
    )
    return (await session.exec(query)).first()


async def hand_in(session: AsyncSession, rows: Sequence[NewRow]) -> bool:
    """Insert an application with everything that belongs to it.

    That is its person if there is none yet, its first version with papers and answers, its
    process, and the first event of its audit.

    False, and nothing written, if the person has a running one in the case already, or was added
    by somebody else a moment ago.
    """
    return (await session.exec(_HAND_IN, params=as_json(_EVERYTHING, rows))).first() is not None


async def add_version(session: AsyncSession, rows: Sequence[NewRow]) -> None:
    """Insert another version of an application that is there."""
    await session.exec(_ADD_VERSION, params=as_json(_CONTENT, rows))


async def running(
    session: AsyncSession, recruitment_id: UUID, person_id: UUID
) -> Application | None:
    """A person's running application in a case, locked."""
    query = (
        select(Application)
        .where(
            Application.recruitment_id == recruitment_id,
            Application.person_id == person_id,
            text(LIVE),
        )
        .with_for_update()
    )
    return (await session.exec(query)).first()


async def locked(session: AsyncSession, application_id: UUID) -> Application | None:
    """An application, locked."""
    query = select(Application).where(Application.id == application_id).with_for_update()
    return (await session.exec(query)).first()


async def own_locked(
    session: AsyncSession, application_id: UUID, person_id: UUID
) -> Application | None:
    """A person's own application, locked; nobody else's."""
    query = (
        select(Application)
        .where(Application.id == application_id, Application.person_id == person_id)
        .with_for_update()
    )
    return (await session.exec(query)).first()


async def version(
    session: AsyncSession, application_id: UUID, number: int
) -> ApplicationVersion | None:
    """One version of an application."""
    query = select(ApplicationVersion).where(
        ApplicationVersion.application_id == application_id, ApplicationVersion.number == number
    )
    return (await session.exec(query)).first()


async def last_number(session: AsyncSession, application_id: UUID) -> int:
    """The number of the newest version, taken into use or not."""
    query = select(func.max(ApplicationVersion.number)).where(
        ApplicationVersion.application_id == application_id
    )
    return (await session.exec(query)).one() or 0


async def unproved_since(
    session: AsyncSession, application_id: UUID, since: datetime
) -> Sequence[datetime]:
    """When versions that nobody has confirmed came in, from an instant on, oldest first."""
    query = (
        select(ApplicationVersion.received_at)
        .where(
            ApplicationVersion.application_id == application_id,
            col(ApplicationVersion.confirmed).is_(False),
            ApplicationVersion.received_at >= since,
        )
        .order_by(col(ApplicationVersion.received_at))
    )
    return (await session.exec(query)).all()


async def papers(
    session: AsyncSession, version_id: UUID
) -> Sequence[tuple[Attachment, StoredFile]]:
    """The papers of a version."""
    query = (
        select(Attachment, StoredFile)
        .join(StoredFile, col(StoredFile.id) == col(Attachment.file_id))
        .where(Attachment.version_id == version_id)
        .order_by(col(StoredFile.filename), col(Attachment.id))
    )
    return (await session.exec(query)).all()


async def answers(session: AsyncSession, version_id: UUID) -> Sequence[ScreeningAnswer]:
    """The answers of a version."""
    query = select(ScreeningAnswer).where(ScreeningAnswer.version_id == version_id)
    return (await session.exec(query)).all()


async def remove_version(session: AsyncSession, version_id: UUID) -> Sequence[StoredFile]:
    """Delete a version with its answers and papers; returns the files nothing names any more."""
    await session.exec(delete(ScreeningAnswer).where(col(ScreeningAnswer.version_id) == version_id))
    dropped = delete(Attachment).where(col(Attachment.version_id) == version_id)
    files = (await session.exec(dropped.returning(col(Attachment.file_id)))).scalars().all()
    await session.exec(delete(ApplicationVersion).where(col(ApplicationVersion.id) == version_id))
    return await remove_files(session, files)


async def remove_files(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[StoredFile]:
    """Delete the rows of files that are a paper of no version any more, and return them."""
    used = select(Attachment.file_id).where(col(Attachment.file_id).in_(ids))
    unused = select(StoredFile).where(col(StoredFile.id).in_(ids), col(StoredFile.id).not_in(used))
    found = (await session.exec(unused)).all()
    for file in found:
        await session.delete(file)
    await session.flush()
    return found


async def questions(session: AsyncSession, advert_id: UUID) -> dict[UUID, Question]:
    """What an advert asks, in order, as the rules see it."""
    query = (
        select(ScreeningQuestion)
        .where(ScreeningQuestion.advert_id == advert_id)
        .order_by(col(ScreeningQuestion.position))
    )
    return {
        row.id: Question(row.kind, row.nb, row.en, row.required, row.options, row.actions)
        for row in (await session.exec(query)).all()
    }


@dataclass(frozen=True)
class About:
    """What an application is for."""

    recruitment_id: UUID
    unit_id: UUID
    phase: str
    advert_id: UUID
    closes_at: datetime | None
    contact_person_id: UUID | None


async def case_of(session: AsyncSession, application: Application) -> About:
    """The case and the advert of an application."""
    query = (
        select(Recruitment, Advert)
        .join(Advert, col(Advert.recruitment_id) == col(Recruitment.id))
        .where(Advert.id == application.advert_id)
    )
    case, advert = (await session.exec(query)).one()
    return About(
        case.id, case.unit_id, case.phase, advert.id, advert.closes_at, advert.contact_person_id
    )


async def lock_case(session: AsyncSession, recruitment_id: UUID) -> Recruitment | None:
    """A case, locked against other changes of it; who hands in an application does not wait."""
    query = (
        select(Recruitment)
        .where(Recruitment.id == recruitment_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).first()


async def lock_case_of(session: AsyncSession, application_id: UUID, person_id: UUID) -> None:
    """Lock the case of a person's own application: before it, as everybody who locks both."""
    await session.exec(
        select(Recruitment.id)
        .join(Application, col(Application.recruitment_id) == col(Recruitment.id))
        .where(Application.id == application_id, Application.person_id == person_id)
        .with_for_update(key_share=True, of=Recruitment)
    )


async def lock_case_and_applicants(session: AsyncSession, recruitment_id: UUID) -> None:
    """Wait for everybody who is just handing in, and hold who comes after until we are done."""
    await session.exec(
        select(Recruitment.id).where(Recruitment.id == recruitment_id).with_for_update()
    )


async def frozen_lists(session: AsyncSession, recruitment_id: UUID) -> Sequence[datetime]:
    """The deadlines whose public list has been drawn up."""
    query = select(PublicList.deadline).where(PublicList.recruitment_id == recruitment_id)
    return (await session.exec(query)).all()


async def numberless(session: AsyncSession, recruitment_id: UUID) -> Sequence[UUID]:
    """The applications of a case without a blind number."""
    query = (
        select(Application.id)
        .where(Application.recruitment_id == recruitment_id, col(Application.number).is_(None))
        .order_by(col(Application.id))
    )
    return (await session.exec(query)).all()


async def highest_number(session: AsyncSession, recruitment_id: UUID) -> int:
    """The highest blind number given in a case."""
    query = select(func.max(Application.number)).where(Application.recruitment_id == recruitment_id)
    return (await session.exec(query)).one() or 0


async def give_numbers(session: AsyncSession, numbers: Sequence[tuple[UUID, int]]) -> None:
    """Write blind numbers."""
    await session.exec(
        update_rows(Application),
        params=[{"id": application_id, "number": number} for application_id, number in numbers],
    )


async def unanswered(session: AsyncSession, recruitment_id: UUID) -> int:
    """How many applicants of a case still wait for their last letter."""
    query = select(func.count()).where(
        Application.recruitment_id == recruitment_id, col(Application.answered_at).is_(None)
    )
    return (await session.exec(query)).one()
