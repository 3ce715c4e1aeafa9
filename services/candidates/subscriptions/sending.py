"""Write of new adverts to those who subscribe: each once, whatever fails on the way."""

import asyncio
import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.career.service import address as advert_address
from services.candidates.subscriptions import service, store
from services.candidates.subscriptions.tables import Subscription, SubscriptionLetter
from services.integrations.mail.mime import domain_of
from services.integrations.mail.port import Mail, MailPort, PermanentMailError, TemporaryMailError
from services.kit import clock
from services.kit.database import Database
from services.kit.i18n import language as nearest
from services.kit.settings import Settings
from services.messages.render import render
from services.messages.values import SubscribedAdvert
from workflows.payloads.codes import LetterKind

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=1)
AGAIN_AFTER = timedelta(minutes=10)
MOST = 20
"""Times a letter is tried."""
AT_ONCE = 50


async def every_minute(database: Database, mail: MailPort, settings: Settings) -> None:
    """Until cancelled, in any number of web processes."""
    while True:
        while await send_some(database, mail, settings):
            pass
        await asyncio.sleep(PAUSE.total_seconds())


async def send_some(database: Database, mail: MailPort, settings: Settings) -> int:
    """Send some of what waits; returns how many were tried.

    They are marked as tried first, so no transaction is open while a mail is sent and no other
    process sends the same. A second attempt repeats the first under its Message-ID.
    """
    at = clock.now()
    async with database.transaction() as session:
        found = await store.waiting(session, at - AGAIN_AFTER, MOST, AT_ONCE)
        for letter, _ in found:
            letter.attempts += 1
            letter.attempted_at = at
    for letter, subscription in found:
        written = await _write(database, settings, letter, subscription, at)
        try:
            if written is not None:
                await mail.send(written)
        except TemporaryMailError:
            continue
        except PermanentMailError as error:
            log.warning("advert not mailed", extra={"letter": str(letter.id), "code": error.code})
        async with database.transaction() as session:
            await _done(session, letter.id, at)
    return len(found)


async def _done(session: AsyncSession, letter_id: UUID, at: datetime) -> None:
    kept = await session.get(SubscriptionLetter, letter_id)
    if kept is not None:
        kept.sent_at = at


async def _write(
    database: Database,
    settings: Settings,
    letter: SubscriptionLetter,
    subscription: Subscription,
    at: datetime,
) -> Mail | None:
    """The letter; None for an advert that has closed meanwhile."""
    async with database.transaction() as session:
        advert = await store.advert(session, letter.advert_id)
    if advert is None or advert.closes_at < at:
        return None
    chosen = nearest(subscription.language)
    shown = advert.language(chosen)
    ending = service.address(settings, subscription.id)
    values = SubscribedAdvert(
        post=advert.texts[shown].title,
        unit=advert.unit[chosen],
        percentage=advert.percentage,
        closes_at=advert.closes_at,
        url=advert_address(settings, advert.id),
        ending=ending,
    )
    rendered = render(LetterKind.SUBSCRIBED_ADVERT, chosen, dict(values))
    return Mail(
        message_id=f"<{letter.id}@{domain_of(settings.mail_from)}>",
        letter=LetterKind.SUBSCRIBED_ADVERT,
        address=subscription.email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        date=letter.created_at,
        language=chosen,
        unsubscribe=ending,
    )
