"""Where an advert stands: opened and closed at its times, here and on other boards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.integrations.jobboard.port import Posting
from services.kit.clock import OSLO
from services.kit.errors import Conflict
from services.kit.settings import settings
from services.recruitment.advert import store
from services.recruitment.advert.content import facts_of, rendered
from services.recruitment.advert.tables import Channel
from services.recruitment.need import store as need_store
from services.recruitment.need.codes import Position


@dataclass(frozen=True)
class Placement:
    """What a job board is told of an advert, for one channel."""

    channel: Channel
    posting: Posting


async def times(session: AsyncSession, recruitment_id: UUID) -> tuple[UUID, datetime, datetime]:
    """The advert of the last round, when it opens and when it closes."""
    advert = await store.latest(session, recruitment_id)
    if advert.opens_at is None or advert.closes_at is None:
        raise Conflict("not_advertised", "The post has not been advertised yet.")
    return advert.id, advert.opens_at, advert.closes_at


async def open_advert(session: AsyncSession, advert_id: UUID, at: datetime) -> None:
    """Let the advert take applications. Safe to run again."""
    advert = await store.locked(session, advert_id)
    if advert.state != "scheduled":
        return
    advert.state = "open"
    await audit.record(
        session, AuditKind.ADVERT_OPENED, process_id=advert.recruitment_id, about=advert.id, at=at
    )


async def adverts(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """Every advert of a case that was published, whatever has become of it."""
    return await store.published(session, recruitment_id)


async def close_advert(session: AsyncSession, advert_id: UUID, at: datetime) -> bool:
    """Take the advert down, unless its deadline was extended meanwhile. Safe to run again.

    Returns whether it no longer stands; its channels are then to be closed too.
    """
    advert = await store.locked(session, advert_id)
    if advert.state in ("closed", "withdrawn"):
        return True
    if advert.closes_at is None or advert.closes_at > at:
        return False
    advert.state = "closed"
    await audit.record(
        session, AuditKind.ADVERT_CLOSED, process_id=advert.recruitment_id, about=advert.id, at=at
    )
    return True


async def placements(session: AsyncSession, advert_id: UUID) -> list[Placement]:
    """What to tell each channel of an advert."""
    advert = await store.advert(session, advert_id)
    if advert.opens_at is None or advert.closes_at is None:
        return []
    case = await need_store.case(session, advert.recruitment_id)
    trust = await store.unit(session, case.trust_id)
    unit = await store.unit(session, case.unit_id)
    facts = await facts_of(session, advert)
    whole = await rendered(session, advert.id)
    return [
        Placement(
            channel,
            Posting(
                id=advert.id,
                titles={tag: one.title for tag, one in whole.items()},
                texts={tag: one.html() for tag, one in whole.items()},
                employer=facts.employer["nb"],
                organisation_number=unit.organisation_number or trust.organisation_number,
                place=facts.place,
                positions=case.positions,
                percentage=case.percentage,
                permanent=case.position == Position.PERMANENT,
                occupation_styrk08=case.occupation_styrk08,
                opens_at=advert.opens_at,
                closes_at=advert.closes_at,
                url=f"{settings().public_url}/adverts/{advert.id}?via={channel.tracking_code}",
            ),
        )
        for channel in await store.channels(session, advert.id)
    ]


async def mark_placed(
    session: AsyncSession, channel_id: UUID, reference: str, at: datetime
) -> None:
    """The advert stands in a channel, which knows it by `reference`. Safe to run again."""
    channel = await store.channel(session, channel_id)
    channel.published_at = channel.published_at or at
    channel.reference, channel.closed_at = reference, None


async def mark_removed(session: AsyncSession, channel_id: UUID, at: datetime) -> None:
    """The advert no longer stands in a channel. Safe to run again."""
    channel = await store.channel(session, channel_id)
    channel.closed_at = channel.closed_at or at


async def notice_receivers(session: AsyncSession, recruitment_id: UUID, at: datetime) -> list[UUID]:
    """Whom to tell of the vacancy: everybody employed in the unit, however temporary."""
    case = await need_store.case(session, recruitment_id)
    day = at.astimezone(OSLO).date()
    return list(await store.employed_in(session, case.unit_id, day))
