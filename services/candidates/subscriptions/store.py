"""Every statement about subscriptions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.career.rules import Published
from services.candidates.career.store import published
from services.candidates.subscriptions.tables import Subscription, SubscriptionLetter


async def same(
    session: AsyncSession, email: str, place: str | None, occupation: str | None
) -> Subscription | None:
    """The subscription of an address to just this, if there is one."""
    query = select(Subscription).where(
        func.lower(Subscription.email) == email.lower(),
        col(Subscription.place).is_not_distinct_from(place),
        col(Subscription.occupation).is_not_distinct_from(occupation),
    )
    return (await session.exec(query.limit(1))).first()


async def advert(session: AsyncSession, advert_id: UUID) -> Published | None:
    """An advert as the public knows it."""
    return next(iter(await published(session, [advert_id])), None)


async def wanting(session: AsyncSession, advert: Published) -> Sequence[UUID]:
    """The confirmed subscriptions that an advert is for."""
    query = select(Subscription.id).where(
        col(Subscription.confirmed_at).is_not(None),
        or_(
            col(Subscription.place).is_(None),
            func.lower(Subscription.place) == (advert.place or "").lower(),
        ),
        or_(
            col(Subscription.occupation).is_(None),
            func.starts_with(advert.occupation, col(Subscription.occupation)),
        ),
    )
    return (await session.exec(query)).all()


async def queue(session: AsyncSession, subscriptions: Sequence[UUID], advert_id: UUID) -> None:
    """Note that these are to hear of an advert; those that have heard do not again."""
    for one in subscriptions:
        row = SubscriptionLetter(subscription_id=one, advert_id=advert_id)
        await session.exec(
            insert(SubscriptionLetter).values(**row.model_dump()).on_conflict_do_nothing()
        )


async def waiting(
    session: AsyncSession, tried_before: datetime, most: int, at_once: int
) -> Sequence[tuple[SubscriptionLetter, Subscription]]:
    """Some letters that have not left and that nobody is sending just now, locked."""
    query = (
        select(SubscriptionLetter, Subscription)
        .join(Subscription, col(Subscription.id) == col(SubscriptionLetter.subscription_id))
        .where(
            col(SubscriptionLetter.sent_at).is_(None),
            SubscriptionLetter.attempts < most,
            or_(
                col(SubscriptionLetter.attempted_at).is_(None),
                col(SubscriptionLetter.attempted_at) < tried_before,
            ),
        )
        .order_by(col(SubscriptionLetter.created_at))
        .limit(at_once)
        .with_for_update(of=SubscriptionLetter, skip_locked=True)
    )
    return (await session.exec(query)).all()


async def remove(session: AsyncSession, subscriptions: Sequence[UUID]) -> None:
    """Delete subscriptions, with what was noted of them."""
    theirs = col(SubscriptionLetter.subscription_id).in_(subscriptions)
    await session.exec(delete(SubscriptionLetter).where(theirs))
    await session.exec(delete(Subscription).where(col(Subscription.id).in_(subscriptions)))


async def unconfirmed(session: AsyncSession, before: datetime) -> Sequence[UUID]:
    """Subscriptions that nobody has confirmed."""
    query = select(Subscription.id).where(
        col(Subscription.confirmed_at).is_(None), col(Subscription.created_at) < before
    )
    return (await session.exec(query)).all()
