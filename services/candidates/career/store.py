"""Every query of the career site. Only what is open comes out of any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Subquery, and_, func, or_
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.candidates import posts
from services.candidates.career.rules import PUBLISHED, Published, texts_of
from services.kit.i18n import LANGUAGES
from services.kit.paging import Asked, Page, page
from services.organisation.tables import Unit
from services.recruitment.advert.tables import Advert, AdvertVersion, Channel, ScreeningQuestion
from services.recruitment.need.tables import Recruitment

FEED = 100
"""The newest of the open adverts that a feed holds."""
SITEMAP = 20_000
"""The newest of them that a sitemap holds, which takes 50,000 addresses."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for."""

    words: str | None = None
    place: str | None = None
    occupation: str | None = None
    """The beginning of a STYRK-08 code."""


def _is_open(at: datetime) -> ColumnElement[bool]:
    return and_(
        col(Advert.state).in_(PUBLISHED), col(Advert.opens_at) <= at, col(Advert.closes_at) >= at
    )


def _newest() -> Subquery:
    """The newest version of each advert."""
    return (
        select(AdvertVersion)
        .ext(distinct_on(col(AdvertVersion.advert_id)))
        .order_by(col(AdvertVersion.advert_id), col(AdvertVersion.number).desc())
        .subquery("newest")
    )


def _located() -> CTE:
    """Each unit with its place, or that of the nearest unit above that has one."""
    above = (
        select(Unit.id, Unit.place)
        .where(col(Unit.parent_id).is_(None))
        .cte("located", recursive=True)
    )
    below = select_columns(col(Unit.id), func.coalesce(Unit.place, above.c.place)).join(
        above, col(Unit.parent_id) == above.c.id
    )
    return above.union_all(below)


def _says(rendered: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether the words stand in an advert, in either language and in any of their forms."""
    norwegian = func.to_tsvector("norwegian", rendered["nb"])
    english = func.to_tsvector("english", rendered["en"])
    return or_(
        norwegian.op("@@")(func.websearch_to_tsquery("norwegian", words)),
        english.op("@@")(func.websearch_to_tsquery("english", words)),
    )


def _open(at: datetime, wanted: Wanted) -> SelectOfScalar[UUID]:
    newest, located = _newest(), _located()
    query = (
        select(Advert.id)
        .join(Recruitment, col(Recruitment.id) == col(Advert.recruitment_id))
        .where(_is_open(at))
    )
    if wanted.words:
        query = query.join(newest, newest.c.advert_id == Advert.id).where(
            _says(newest.c.rendered, wanted.words)
        )
    if wanted.place:
        query = query.join(located, located.c.id == Recruitment.unit_id).where(
            func.lower(located.c.place) == wanted.place.strip().lower()
        )
    if wanted.occupation:
        query = query.where(
            col(Recruitment.occupation_styrk08).startswith(wanted.occupation, autoescape=True)
        )
    return query


async def listed(
    session: AsyncSession, asked: Asked, at: datetime, wanted: Wanted
) -> Page[Published]:
    """The open adverts that somebody looks for, the newest first."""
    found = await page(
        session,
        _open(at, wanted),
        asked,
        by=col(Advert.opens_at),
        id=col(Advert.id),
        descending=True,
    )
    whole = {advert.id: advert for advert in await published(session, found.items)}
    return found.shown(lambda advert_id: whole[advert_id])


async def count(session: AsyncSession, at: datetime, wanted: Wanted) -> int:
    """How many open adverts there are of what somebody looks for."""
    found = _open(at, wanted).subquery()
    return (await session.exec(select(func.count()).select_from(found))).one()


async def offered(session: AsyncSession, at: datetime) -> Sequence[tuple[str | None, str]]:
    """The places and occupations of all open adverts."""
    located = _located()
    query = (
        select(located.c.place, Recruitment.occupation_styrk08)
        .join(Recruitment, col(Recruitment.unit_id) == located.c.id)
        .join(Advert, col(Advert.recruitment_id) == col(Recruitment.id))
        .where(_is_open(at))
        .distinct()
    )
    return (await session.exec(query)).all()


async def newest(session: AsyncSession, at: datetime, channel: str | None) -> Sequence[UUID]:
    """The newest open adverts; with a channel, those that are to stand there."""
    query = _open(at, Wanted()).order_by(col(Advert.opens_at).desc(), col(Advert.id).desc())
    if channel is not None:
        there = select(Channel.advert_id).where(Channel.code == channel)
        query = query.where(col(Advert.id).in_(there))
    return (await session.exec(query.limit(FEED))).all()


async def written(
    session: AsyncSession, at: datetime
) -> Sequence[tuple[UUID, dict[str, Any], datetime, datetime]]:
    """The open adverts with their newest texts, when those were written, and when they opened."""
    version = _newest()
    query = (
        select_columns(
            col(Advert.id), version.c.rendered, version.c.created_at, col(Advert.opens_at)
        )
        .join(version, version.c.advert_id == Advert.id)
        .where(_is_open(at))
        .order_by(col(Advert.opens_at).desc(), col(Advert.id).desc())
        .limit(SITEMAP)
    )
    rows = (await PlainSession.execute(session, query)).all()
    return [(one, rendered, changed, opens) for one, rendered, changed, opens in rows if opens]


async def published(session: AsyncSession, advert_ids: Sequence[UUID]) -> list[Published]:
    """Adverts with what the public may know of them, in the order of the ids."""
    version, located, trust = _newest(), _located(), aliased(Unit)
    query = (
        select_columns(
            Advert,
            Recruitment,
            Unit,
            trust,
            located.c.place,
            version.c.rendered,
            version.c.created_at,
            col(Advert.opens_at),
            col(Advert.closes_at),
        )
        .join(Recruitment, col(Recruitment.id) == col(Advert.recruitment_id))
        .join(Unit, col(Unit.id) == col(Recruitment.unit_id))
        .join(trust, col(trust.id) == col(Recruitment.trust_id))
        .join(located, located.c.id == Unit.id)
        .join(version, version.c.advert_id == Advert.id)
        .where(col(Advert.id).in_(advert_ids))
    )
    rows = (await PlainSession.execute(session, query)).all()
    found = {row[0].id: _published(*row) for row in rows}
    return [found[advert_id] for advert_id in advert_ids if advert_id in found]


def _published(
    advert: Advert,
    case: Recruitment,
    unit: Unit,
    trust: Unit,
    place: str | None,
    rendered: dict[str, Any],
    changed_at: datetime,
    opens_at: datetime,
    closes_at: datetime,
) -> Published:
    return Published(
        id=advert.id,
        texts=texts_of(rendered),
        unit_id=unit.id,
        unit={tag: posts.unit_name(unit, tag) for tag in LANGUAGES},
        employer={tag: posts.unit_name(trust, tag) for tag in LANGUAGES},
        organisation_number=unit.organisation_number or trust.organisation_number,
        place=place,
        occupation=case.occupation_styrk08,
        position=case.position,
        percentage=case.percentage,
        positions=case.positions,
        wanted_start=case.wanted_start,
        opens_at=opens_at,
        closes_at=closes_at,
        changed_at=changed_at,
    )


async def advert(session: AsyncSession, advert_id: UUID) -> Advert | None:
    """An advert, wherever it stands."""
    return await session.get(Advert, advert_id)


async def questions(session: AsyncSession, advert_id: UUID) -> Sequence[ScreeningQuestion]:
    """What an advert asks, in order."""
    query = (
        select(ScreeningQuestion)
        .where(ScreeningQuestion.advert_id == advert_id)
        .order_by(col(ScreeningQuestion.position))
    )
    return (await session.exec(query)).all()


async def tracking_codes(
    session: AsyncSession, advert_ids: Sequence[UUID], channel: str
) -> dict[UUID, str]:
    """The tracking code of a channel for each advert that stands there."""
    query = select(Channel.advert_id, Channel.tracking_code).where(
        col(Channel.advert_id).in_(advert_ids), Channel.code == channel
    )
    return dict((await session.exec(query)).all())


async def channel_of(session: AsyncSession, advert_id: UUID, tracking_code: str) -> str | None:
    """The channel a tracking code of an advert belongs to."""
    query = select(Channel.code).where(
        Channel.advert_id == advert_id, Channel.tracking_code == tracking_code
    )
    return (await session.exec(query)).first()


async def changed_at(session: AsyncSession, at: datetime) -> datetime | None:
    """When what is open last became another: something opened, closed, ended or was corrected."""
    moments = (
        select(func.max(Advert.opens_at)).where(col(Advert.opens_at) <= at),
        select(func.max(Advert.closes_at)).where(col(Advert.closes_at) < at),
        select(func.max(Recruitment.ended_at)),
        select(func.max(AdvertVersion.created_at)),
    )
    found = [(await session.exec(moment)).one() for moment in moments]
    return max((moment for moment in found if moment is not None), default=None)
