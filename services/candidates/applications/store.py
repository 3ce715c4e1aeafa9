"""Every statement about applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy import update as update_rows
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import (
    LIVE,
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.kit.files.tables import StoredFile
from services.recruitment.advert.tables import Advert, Channel, ScreeningQuestion
from services.recruitment.need.tables import Recruitment
from services.selection.lists.tables import PublicList


@dataclass(frozen=True)
class Place:
    """Where an application goes: an advert, its case, and what is asked."""

    advert: Advert
    recruitment_id: UUID
    trust_id: UUID
    questions: list[ScreeningQuestion]


async def place(session: AsyncSession, advert_id: UUID) -> Place | None:
    """An advert with its questions, its case held against being dealt with before we commit.

    The lock is the one the foreign key takes anyway: applicants do not wait for each other, but
    drawing numbers waits for who is just handing in.
    """
    query = (
        select(Advert, Recruitment.trust_id, ScreeningQuestion)
        .join(Recruitment, col(Recruitment.id) == col(Advert.recruitment_id))
        .outerjoin(ScreeningQuestion, col(ScreeningQuestion.advert_id) == col(Advert.id))
        .where(Advert.id == advert_id)
        .order_by(col(ScreeningQuestion.position))
        .with_for_update(read=True, key_share=True, of=Recruitment)
    )
    rows = (await session.exec(query)).all()
    if not rows:
        return None
    advert, trust_id, _ = rows[0]
    asked = [cast("ScreeningQuestion | None", row[2]) for row in rows]
    questions = [question for question in asked if question is not None]
    return Place(advert, advert.recruitment_id, trust_id, questions)


async def source_of(session: AsyncSession, advert_id: UUID, tracking_code: str) -> str | None:
    """The channel a tracking code of this advert belongs to."""
    query = select(Channel.code).where(
        Channel.advert_id == advert_id, Channel.tracking_code == tracking_code
    )
    return (await session.exec(query)).first()


async def add_unless_applied(session: AsyncSession, application: Application) -> bool:
    """Add an application; False if the person has a running one in the case already."""
    statement = (
        insert(Application)
        .values(**application.model_dump())
        .on_conflict_do_nothing(
            index_elements=["recruitment_id", "person_id"], index_where=text(LIVE)
        )
        .returning(col(Application.id))
    )
    return (await session.exec(statement)).scalar() is not None


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


async def questions(session: AsyncSession, advert_id: UUID) -> Sequence[ScreeningQuestion]:
    """What an advert asks, in order."""
    query = (
        select(ScreeningQuestion)
        .where(ScreeningQuestion.advert_id == advert_id)
        .order_by(col(ScreeningQuestion.position))
    )
    return (await session.exec(query)).all()


async def case_of(session: AsyncSession, application: Application) -> tuple[Recruitment, Advert]:
    """The case and the advert of an application."""
    query = (
        select(Recruitment, Advert)
        .join(Advert, col(Advert.recruitment_id) == col(Recruitment.id))
        .where(Advert.id == application.advert_id)
    )
    return (await session.exec(query)).one()


async def lock_case(session: AsyncSession, recruitment_id: UUID) -> Recruitment | None:
    """A case, locked against other changes of it; who hands in an application does not wait."""
    query = (
        select(Recruitment)
        .where(Recruitment.id == recruitment_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).first()


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
