"""Who wants to hear of new adverts, and of which each has heard."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class Subscription(Row, table=True):
    """An address, and what is wanted there. Nothing is sent to it before it is confirmed."""

    email: str = Field(index=True)
    language: str
    place: str | None = None
    occupation: str | None = None
    """The beginning of a STYRK-08 code."""
    confirmed_at: datetime | None = instant(nullable=True)


class SubscriptionLetter(Row, table=True):
    """One advert for one subscription: written of once, whatever happens."""

    __table_args__ = (UniqueConstraint("subscription_id", "advert_id"),)

    subscription_id: UUID = Field(foreign_key="subscription.id", index=True)
    advert_id: UUID = Field(foreign_key="advert.id", index=True)
    attempts: int = 0
    attempted_at: datetime | None = instant(nullable=True)
    sent_at: datetime | None = instant(nullable=True)
