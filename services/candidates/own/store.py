"""Every query of the candidate's own pages. Each asks for one person's applications only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select as PlainSelect
from sqlalchemy import and_, true
from sqlalchemy import select as plain_select
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.kit.files.tables import StoredFile
from services.kit.paging import Asked, Page, page
from services.organisation.tables import Unit
from services.recruitment.advert.tables import Advert, AdvertVersion, ScreeningQuestion
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer.tables import Offer
from services.selection.interviews.tables import Interview


@dataclass(frozen=True)
class Found:
    """An application with all that it takes to say where it stands."""

    application: Application
    advert: Advert
    phase: str
    unit: Unit
    texts: dict[str, Any]
    """The advert by language, as it was rendered when it was last published or corrected."""
    interview_at: datetime | None
    """When the last interview that stands or was held begins."""
    offer_state: str | None
    answer_offer_by: datetime | None


async def of_person(session: AsyncSession, person_id: UUID, asked: Asked) -> Page[Found]:
    """A person's applications that are not erased, the newest first."""
    found = await page(
        session,
        cast("Select[Any]", _own(person_id)),
        asked,
        by=col(Application.received_at),
        id=col(Application.id),
        descending=True,
    )
    return found.shown(lambda row: Found(*cast("tuple[Any, ...]", row)))


async def one_of_person(
    session: AsyncSession, person_id: UUID, application_id: UUID
) -> tuple[Found, ApplicationVersion] | None:
    """One of them, and the version that counts."""
    query = (
        _own(person_id)
        .add_columns(ApplicationVersion)
        .join(
            ApplicationVersion,
            and_(
                col(ApplicationVersion.application_id) == col(Application.id),
                col(ApplicationVersion.number) == col(Application.current_version),
            ),
        )
        .where(col(Application.id) == application_id)
    )
    row = (await PlainSession.execute(session, query)).one_or_none()
    if row is None:
        return None
    *found, version = row
    return Found(*found), version


def _own(person_id: UUID) -> PlainSelect[*tuple[Any, ...]]:
    texts = (
        plain_select(col(AdvertVersion.rendered))
        .where(col(AdvertVersion.advert_id) == col(Application.advert_id))
        .order_by(col(AdvertVersion.number).desc())
        .limit(1)
        .lateral("texts")
    )
    interview = (
        plain_select(col(Interview.starts_at))
        .where(
            col(Interview.application_id) == col(Application.id),
            col(Interview.state).in_(["invited", "accepted", "held"]),
        )
        .order_by(col(Interview.starts_at).desc())
        .limit(1)
        .lateral("interview")
    )
    offer = (
        plain_select(col(Offer.state), col(Offer.answer_by))
        .where(col(Offer.application_id) == col(Application.id))
        .order_by(col(Offer.version).desc())
        .limit(1)
        .lateral("offer")
    )
    return (
        plain_select(
            Application,
            Advert,
            col(Recruitment.phase),
            Unit,
            texts.c.rendered,
            interview.c.starts_at,
            offer.c.state,
            offer.c.answer_by,
        )
        .join(Advert, col(Advert.id) == col(Application.advert_id))
        .join(Recruitment, col(Recruitment.id) == col(Application.recruitment_id))
        .join(Unit, col(Unit.id) == col(Recruitment.unit_id))
        .join(texts, true())
        .outerjoin(interview, true())
        .outerjoin(offer, true())
        .where(col(Application.person_id) == person_id, col(Application.erased_at).is_(None))
    )


async def answers(
    session: AsyncSession, version_id: UUID
) -> Sequence[tuple[ScreeningQuestion, ScreeningAnswer]]:
    """What was asked and answered, in the order of the advert."""
    query = (
        select(ScreeningQuestion, ScreeningAnswer)
        .join(ScreeningAnswer, col(ScreeningAnswer.question_id) == col(ScreeningQuestion.id))
        .where(ScreeningAnswer.version_id == version_id)
        .order_by(col(ScreeningQuestion.position))
    )
    return (await session.exec(query)).all()


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
