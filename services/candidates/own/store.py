"""Every query of the candidate's own pages. Each asks for one person's applications only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
)
from services.kit.files.tables import StoredFile
from services.kit.paging import Asked, Page, page
from services.organisation.tables import Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer.tables import Offer
from services.selection.interviews.tables import Interview


@dataclass(frozen=True)
class Found:
    """An application with its advert, its case and the unit."""

    application: Application
    advert: Advert
    case: Recruitment
    unit: Unit


async def of_person(session: AsyncSession, person_id: UUID, asked: Asked) -> Page[Found]:
    """A person's applications that are not erased, the newest first."""
    found = await page(
        session,
        _own(person_id),
        asked,
        by=col(Application.received_at),
        id=col(Application.id),
        descending=True,
    )
    return found.shown(lambda row: Found(*row))


async def one_of_person(
    session: AsyncSession, person_id: UUID, application_id: UUID
) -> Found | None:
    """One of them."""
    query = _own(person_id).where(Application.id == application_id)
    row = (await session.exec(query)).one_or_none()
    return Found(*row) if row else None


def _own(person_id: UUID) -> Select[Application, Advert, Recruitment, Unit]:
    return (
        select(Application, Advert, Recruitment, Unit)
        .join(Advert, col(Advert.id) == col(Application.advert_id))
        .join(Recruitment, col(Recruitment.id) == col(Application.recruitment_id))
        .join(Unit, col(Unit.id) == col(Recruitment.unit_id))
        .where(Application.person_id == person_id, col(Application.erased_at).is_(None))
    )


async def interviews(
    session: AsyncSession, application_ids: Sequence[UUID]
) -> dict[UUID, datetime]:
    """When the last interview of each application that stands or was held begins."""
    query = (
        select(Interview.application_id, Interview.starts_at)
        .where(
            col(Interview.application_id).in_(application_ids),
            col(Interview.state).in_(["invited", "accepted", "held"]),
        )
        .order_by(col(Interview.starts_at))
    )
    return dict((await session.exec(query)).all())


async def offers(session: AsyncSession, application_ids: Sequence[UUID]) -> dict[UUID, Offer]:
    """The last version of the offer each application has had."""
    query = (
        select(Offer)
        .where(col(Offer.application_id).in_(application_ids))
        .order_by(col(Offer.version))
    )
    return {offer.application_id: offer for offer in (await session.exec(query)).all()}


async def unconfirmed(session: AsyncSession, application_id: UUID) -> Sequence[ApplicationVersion]:
    """What was sent again from the address and nobody has said to be theirs."""
    query = (
        select(ApplicationVersion)
        .where(
            ApplicationVersion.application_id == application_id,
            col(ApplicationVersion.confirmed).is_(False),
        )
        .order_by(col(ApplicationVersion.number))
    )
    return (await session.exec(query)).all()


async def paper(
    session: AsyncSession, person_id: UUID, application_id: UUID, attachment_id: UUID
) -> StoredFile | None:
    """The file of one of a person's own papers."""
    version = aliased(ApplicationVersion)
    query = (
        select(StoredFile)
        .join(Attachment, col(Attachment.file_id) == col(StoredFile.id))
        .join(version, col(version.id) == col(Attachment.version_id))
        .join(Application, col(Application.id) == col(version.application_id))
        .where(
            Attachment.id == attachment_id,
            Application.id == application_id,
            Application.person_id == person_id,
        )
    )
    return (await session.exec(query)).first()
