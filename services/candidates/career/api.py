"""The public part: adverts and feeds, for everybody and without signing in."""

import json
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response

from services.candidates.career import service
from services.candidates.career.schemas import AdvertShown, Card
from services.candidates.career.service import Feed, FeedKind
from services.candidates.career.store import Wanted
from services.kit.i18n import Language
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import LanguageDep, Session, SettingsDep

router = APIRouter(tags=["career"])

LD_JSON = "application/ld+json"
FRESH = {"Cache-Control": "public, max-age=60"}
"""A minute: a closed advert may be seen that much longer, and is refused all the same."""

Words = Annotated[
    str | None, Query(max_length=200, description="In any form of the words, in both languages.")
]
Place = Annotated[str | None, Query(max_length=100, examples=["Mo i Rana"])]
Occupation = Annotated[
    str | None, Query(pattern=r"^\d{1,7}$", description="STYRK-08, or how it begins.")
]
Via = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="A tracking code.")]
Chosen = Annotated[
    Language | None, Query(description="Without it, the language the reader asks for.")
]
ChannelCode = Annotated[
    str | None,
    Query(
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="Only what is to stand in this channel, with its tracking code.",
    ),
]


@router.get("/adverts", summary="Open adverts", responses=problems(422))
async def listed(
    session: Session,
    asked: PageAsked,
    language: LanguageDep,
    response: Response,
    search: Words = None,
    place: Place = None,
    occupation: Occupation = None,
) -> Page[Card]:
    """The newest first."""
    response.headers["Vary"] = "Accept-Language"
    return await service.listed(session, asked, Wanted(search, place, occupation), language)


@router.get("/adverts/{advert_id}", summary="An open advert", responses=problems(404, 410, 422))
async def shown(advert_id: UUID, session: Session, via: Via = None) -> AdvertShown:
    """In the languages it is written in, with what applicants are asked."""
    return await service.shown(session, advert_id, via)


@router.get(
    "/adverts/{advert_id}/job-posting",
    summary="An open advert as schema.org JobPosting",
    response_class=Response,
    responses={200: {"content": {LD_JSON: {}}}, **problems(404, 410, 422)},
)
async def job_posting(
    advert_id: UUID,
    session: Session,
    settings: SettingsDep,
    reader: LanguageDep,
    language: Chosen = None,
) -> Response:
    """JSON-LD for search engines; gone when the advert is closed."""
    found = await service.job_posting(session, settings, advert_id, language or reader)
    return Response(json.dumps(found, ensure_ascii=False), media_type=LD_JSON, headers=FRESH)


@dataclass(frozen=True)
class FeedAsked:
    """Which feed somebody asks for, and which one they have."""

    language: Language
    channel: str | None
    if_none_match: str | None
    if_modified_since: str | None


async def _feed_asked(
    reader: LanguageDep,
    language: Chosen = None,
    channel: ChannelCode = None,
    if_none_match: Annotated[str | None, Header()] = None,
    if_modified_since: Annotated[str | None, Header()] = None,
) -> FeedAsked:
    return FeedAsked(language or reader, channel, if_none_match, if_modified_since)


FeedDep = Annotated[FeedAsked, Depends(_feed_asked)]


def _feed_answers(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"content": {media_type: {}}},
        304: {"description": "Not changed"},
        **problems(422),
    }


@router.get(
    "/feeds/adverts.json",
    summary="Open adverts as JSON Feed",
    response_class=Response,
    responses=_feed_answers("application/feed+json"),
)
async def json_feed(session: Session, settings: SettingsDep, asked: FeedDep) -> Response:
    """JSON Feed 1.1."""
    return await _answer(session, settings, FeedKind.JSON, asked)


@router.get(
    "/feeds/adverts.rss",
    summary="Open adverts as RSS",
    response_class=Response,
    responses=_feed_answers("application/rss+xml"),
)
async def rss_feed(session: Session, settings: SettingsDep, asked: FeedDep) -> Response:
    """RSS 2.0."""
    return await _answer(session, settings, FeedKind.RSS, asked)


async def _answer(
    session: Session, settings: SettingsDep, kind: FeedKind, asked: FeedAsked
) -> Response:
    """The feed, or 304 if the reader has it (RFC 9110 section 13.2.2: the ETag counts first)."""
    feed = await service.feed(session, settings, kind, asked.language, asked.channel)
    headers = {**FRESH, "ETag": feed.etag, "Vary": "Accept-Language"}
    if feed.changed_at is not None:
        headers["Last-Modified"] = format_datetime(feed.changed_at, usegmt=True)
    if asked.if_none_match is not None:
        known = {tag.strip().removeprefix("W/") for tag in asked.if_none_match.split(",")}
        same = bool(known & {feed.etag, "*"})
    else:
        same = _not_since(feed, asked.if_modified_since)
    if same:
        return Response(status_code=304, headers=headers)
    return Response(feed.content, media_type=feed.media_type, headers=headers)


def _not_since(feed: Feed, if_modified_since: str | None) -> bool:
    if if_modified_since is None or feed.changed_at is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
        return feed.changed_at.replace(microsecond=0) <= since
    except (ValueError, TypeError):
        # An unreadable date is no condition (RFC 9110 section 13.1.3); one without a zone neither.
        return False
