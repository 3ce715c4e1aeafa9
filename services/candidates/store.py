"""What is looked up about the post of an application."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application
from services.onboarding.tables import Onboarding
from services.organisation.tables import Person
from services.recruitment.advert.tables import AdvertVersion
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.offer.tables import Offer
from workflows.payloads.codes import Relation


async def contact(session: AsyncSession, recruitment_id: UUID) -> UUID:
    """Whom candidates ask where the advert names nobody: the hiring manager of the case."""
    query = select(CaseMember.person_id).where(
        CaseMember.recruitment_id == recruitment_id,
        CaseMember.relation == Relation.HIRING_MANAGER,
        col(CaseMember.left_at).is_(None),
    )
    return (await session.exec(query)).first() or (await _anybody(session, recruitment_id))


async def _anybody(session: AsyncSession, recruitment_id: UUID) -> UUID:
    query = select(CaseMember.person_id).where(CaseMember.recruitment_id == recruitment_id).limit(1)
    return (await session.exec(query)).one()


async def rendered(
    session: AsyncSession, advert_ids: Collection[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Each advert by language, as it was rendered when it was last published or corrected."""
    query = (
        select(AdvertVersion)
        .where(col(AdvertVersion.advert_id).in_(advert_ids))
        .order_by(col(AdvertVersion.number))
    )
    return {row.advert_id: row.rendered for row in (await session.exec(query)).all()}


@dataclass(frozen=True)
class Accepted:
    """An accepted offer with whose it is."""

    offer: Offer
    person: Person
    unit_id: UUID


async def accepted_offers(session: AsyncSession) -> list[Accepted]:
    """The accepted offers that no onboarding stands for, the oldest first."""
    query = (
        select(Offer, Person, Recruitment.unit_id)
        .join(Application, col(Application.id) == col(Offer.application_id))
        .join(Person, col(Person.id) == col(Application.person_id))
        .join(Recruitment, col(Recruitment.id) == col(Offer.recruitment_id))
        .outerjoin(Onboarding, col(Onboarding.offer_id) == col(Offer.id))
        .where(Offer.state == "accepted", col(Onboarding.id).is_(None))
        .order_by(col(Offer.answered_at), col(Offer.id))
    )
    return [Accepted(*row) for row in (await session.exec(query)).all()]
