"""Subscribe to new adverts: asked for, confirmed from the mail, ended with one press.

The links carry the id of a subscription and a proof of it that only we can make, so that nothing
has to be kept for them and nobody can guess one.
"""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, EmailStr, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import tokens
from services.access.limits import rules as limit_rules
from services.access.limits import service as limits
from services.candidates.subscriptions import store
from services.candidates.subscriptions.tables import Subscription
from services.integrations.mail.mime import domain_of
from services.integrations.mail.port import Mail, MailPort
from services.kit import clock
from services.kit.database import Database
from services.kit.errors import NotFound, Unavailable
from services.kit.i18n import language as nearest
from services.kit.settings import Settings
from services.messages.render import render
from services.messages.values import SubscriptionConfirm
from workflows.payloads.codes import LetterKind

CONFIRMED_WITHIN = timedelta(days=7)


class Wish(BaseModel):
    """What somebody wants to hear of."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[EmailStr, Field(max_length=254)]
    language: str
    place: Annotated[str | None, Field(max_length=100)] = None
    occupation: Annotated[str | None, Field(pattern=r"^\d{1,7}$")] = None


async def ask(
    database: Database, settings: Settings, mail: MailPort, wish: Wish, client: str
) -> None:
    """Mail a link that confirms it; answered alike whether the address is known or not.

    Raises TooMany, and Unavailable when the mail server does not take the mail.
    """
    at = clock.now()
    secret = settings.secret.get_secret_value()
    async with database.transaction() as session:
        for limit, subject in (
            (limit_rules.SUBSCRIPTIONS_PER_ADDRESS, wish.address.casefold()),
            (limit_rules.SUBSCRIPTIONS_PER_NETWORK, client),
        ):
            counted = tokens.keyed(secret, limit.kind, subject)
            over = await limits.count(session, limit, counted, at)
            if over is not None:
                break
    if over is not None:
        raise over
    async with database.transaction() as session:
        row = await _row(session, wish)
    try:
        await mail.send(_confirmation(settings, row, at))
    except OSError as error:
        raise Unavailable(
            "confirmation_not_sent", "The letter could not be sent just now. Please try again."
        ) from error


async def _row(session: AsyncSession, wish: Wish) -> Subscription:
    found = await store.same(session, wish.address, wish.place, wish.occupation)
    if found is not None:
        return found
    row = Subscription(
        email=wish.address,
        language=nearest(wish.language),
        place=wish.place,
        occupation=wish.occupation,
    )
    session.add(row)
    await session.flush()
    return row


def _confirmation(settings: Settings, row: Subscription, at: datetime) -> Mail:
    values = SubscriptionConfirm(
        url=f"{address(settings, row.id)}/confirm", days=CONFIRMED_WITHIN.days
    )
    chosen = nearest(row.language)
    rendered = render(LetterKind.SUBSCRIPTION_CONFIRM, chosen, dict(values))
    return Mail(
        message_id=f"<{uuid4()}@{domain_of(settings.mail_from)}>",
        letter=LetterKind.SUBSCRIPTION_CONFIRM,
        address=row.email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        date=at,
        language=chosen,
    )


def address(settings: Settings, subscription_id: UUID) -> str:
    """Where a subscription is seen and ended, by whoever has its mail."""
    proof = _proof(settings, subscription_id)
    return f"{settings.public_url}/subscriptions/{subscription_id}/{proof}"


def _proof(settings: Settings, subscription_id: UUID) -> str:
    secret = settings.secret.get_secret_value()
    return tokens.keyed(secret, "subscription", str(subscription_id))


async def find(
    session: AsyncSession, settings: Settings, subscription_id: UUID, proof: str
) -> Subscription:
    """A subscription by its link. Raises NotFound."""
    found = await session.get(Subscription, subscription_id)
    if found is None or not tokens.same(proof, _proof(settings, subscription_id)):
        raise NotFound
    return found


def confirm(subscription: Subscription) -> None:
    """From now on its address hears of new adverts."""
    subscription.confirmed_at = subscription.confirmed_at or clock.now()


async def end(session: AsyncSession, settings: Settings, subscription_id: UUID, proof: str) -> None:
    """Forget it; pressing twice does no harm. Raises NotFound for a link that is none."""
    if not tokens.same(proof, _proof(settings, subscription_id)):
        raise NotFound
    await store.remove(session, [subscription_id])


async def opened(session: AsyncSession, advert_id: UUID) -> None:
    """Note who is to hear of an advert that has opened. Safe to run again."""
    advert = await store.advert(session, advert_id)
    if advert is not None:
        await store.queue(session, await store.wanting(session, advert), advert_id)


async def sweep(session: AsyncSession, at: datetime) -> None:
    """Forget what nobody confirmed."""
    await store.remove(session, await store.unconfirmed(session, at - CONFIRMED_WITHIN))
