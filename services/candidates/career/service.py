"""The career site: what is open, one advert, and the feeds other sites read."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.career import markup, store
from services.candidates.career.rules import Published, State, Text, state_of
from services.candidates.career.schemas import AdvertShown, Card, QuestionAsked, TextShown
from services.candidates.career.store import Wanted
from services.candidates.own.rules import answer_by
from services.kit import clock
from services.kit.errors import Gone, NotFound
from services.kit.i18n import Language
from services.kit.paging import Asked, Page
from services.kit.settings import Settings
from services.kit.workdays import Workdays
from services.organisation.units import service as units

CAREER_SITE = "career_site"
KNOWN = (State.OPEN, State.CLOSED)
"""States in which the public has seen an advert."""


class FeedKind(StrEnum):
    """The formats of a feed, by the ending of its address."""

    JSON = "json"
    RSS = "rss"


MEDIA_TYPES = {FeedKind.JSON: "application/feed+json", FeedKind.RSS: "application/rss+xml"}


@dataclass(frozen=True)
class Feed:
    """A feed as it is sent, with what tells whether it has changed."""

    content: bytes
    media_type: str
    etag: str
    changed_at: datetime | None


async def listed(
    session: AsyncSession, asked: Asked, wanted: Wanted, language: Language
) -> Page[Card]:
    """The open adverts that somebody looks for, the newest first."""
    found = await store.listed(session, asked, clock.now(), wanted)
    return found.shown(lambda advert: _card(advert, language))


async def count(session: AsyncSession, wanted: Wanted) -> int:
    """How many of them there are."""
    return await store.count(session, clock.now(), wanted)


@dataclass(frozen=True)
class Choices:
    """What there is to choose among just now."""

    places: list[str]
    occupations: list[str]
    """STYRK-08, the four digits that have a name."""


async def choices(session: AsyncSession) -> Choices:
    """The places and occupations of all open adverts."""
    found = await store.offered(session, clock.now())
    return Choices(
        places=sorted({place for place, _ in found if place}),
        occupations=sorted({occupation[:4] for _, occupation in found}),
    )


@dataclass(frozen=True)
class Promise:
    """What whoever has applied is promised."""

    texts: dict[str, Text]
    closes_at: datetime
    answer_by: date


async def promised(session: AsyncSession, advert_id: UUID) -> Promise:
    """When applicants have their answer; also told after the deadline."""
    row = await store.advert(session, advert_id)
    found = await store.published(session, [advert_id])
    if row is None or not found:
        raise NotFound
    if state_of(row.state, row.opens_at, row.closes_at, clock.now()) not in KNOWN:
        raise NotFound
    [advert] = found
    workdays = Workdays(await units.calendar_of(session, advert.unit_id))
    return Promise(advert.texts, advert.closes_at, answer_by(advert.closes_at, workdays))


@dataclass(frozen=True)
class Located:
    """An open advert as search engines are told of it."""

    id: UUID
    languages: list[str]
    changed_at: datetime


async def located(session: AsyncSession) -> list[Located]:
    """Every open advert, the newest first."""
    found = await store.written(session, clock.now())
    return [
        Located(advert_id, sorted(rendered), max(changed_at, opens_at))
        for advert_id, rendered, changed_at, opens_at in found
    ]


async def shown(session: AsyncSession, advert_id: UUID, via: str | None) -> AdvertShown:
    """An open advert. Raises NotFound for one never open, Gone after it closed."""
    advert = await _open(session, advert_id)
    return AdvertShown(
        id=advert.id,
        texts={tag: TextShown.model_validate(text) for tag, text in advert.texts.items()},
        unit=advert.unit,
        employer=advert.employer,
        place=advert.place,
        percentage=advert.percentage,
        position=advert.position,
        positions=advert.positions,
        occupation=advert.occupation,
        wanted_start=advert.wanted_start,
        opens_at=advert.opens_at,
        closes_at=advert.closes_at,
        questions=await questions(session, advert_id),
        source=await store.channel_of(session, advert_id, via) if via else None,
    )


async def questions(session: AsyncSession, advert_id: UUID) -> list[QuestionAsked]:
    """What an advert asks every applicant, open or not."""
    found = await store.questions(session, advert_id)
    return [QuestionAsked.model_validate(row) for row in found]


async def job_posting(
    session: AsyncSession, settings: Settings, advert_id: UUID, language: Language
) -> dict[str, Any]:
    """An open advert as a schema.org JobPosting; Gone after it closed, so that it is taken off."""
    advert = await _open(session, advert_id)
    return markup.job_posting(advert, language, address(settings, advert.id))


async def feed(
    session: AsyncSession,
    settings: Settings,
    kind: FeedKind,
    language: Language,
    channel: str | None,
) -> Feed:
    """The open adverts for another site; each address carries the tracking code of the channel.

    Without a channel all are in it, with the code of our own career site.
    """
    at = clock.now()
    ids = await store.newest(session, at, channel)
    codes = await store.tracking_codes(session, ids, channel or CAREER_SITE)
    entries = [
        (advert, address(settings, advert.id, codes.get(advert.id)))
        for advert in await store.published(session, ids)
    ]
    changed_at = await store.changed_at(session, at)
    home = f"{settings.public_url}/adverts"
    asked = urlencode({"language": language} | ({"channel": channel} if channel else {}))
    here = f"{settings.public_url}/api/v1/feeds/adverts.{kind}?{asked}"
    if kind is FeedKind.JSON:
        told = markup.json_feed(entries, language, home=home, feed=here)
        content = json.dumps(told, ensure_ascii=False).encode()
    else:
        content = markup.rss(entries, language, home=home, feed=here, changed_at=changed_at)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return Feed(content, MEDIA_TYPES[kind], etag, changed_at)


def address(settings: Settings, advert_id: UUID, tracking_code: str | None = None) -> str:
    """Where people read an advert."""
    via = f"?via={tracking_code}" if tracking_code else ""
    return f"{settings.public_url}/adverts/{advert_id}{via}"


async def _open(session: AsyncSession, advert_id: UUID) -> Published:
    row = await store.advert(session, advert_id)
    if row is None:
        raise NotFound
    match state_of(row.state, row.opens_at, row.closes_at, clock.now()):
        case State.OPEN:
            return (await store.published(session, [advert_id]))[0]
        case State.CLOSED:
            raise Gone("advert_closed", "The deadline was {closed_at}.", closed_at=row.closes_at)
        case State.WAITING | State.UNKNOWN:
            raise NotFound


def _card(advert: Published, language: Language) -> Card:
    tag = advert.language(language)
    return Card(
        id=advert.id,
        title=advert.texts[tag].title,
        unit=advert.unit[language],
        employer=advert.employer[language],
        place=advert.place,
        percentage=advert.percentage,
        permanent=advert.position == "permanent",
        occupation=advert.occupation,
        opens_at=advert.opens_at,
        closes_at=advert.closes_at,
        languages=sorted(advert.texts),
    )
