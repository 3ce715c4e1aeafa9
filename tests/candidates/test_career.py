"""The public part: list, advert, search-engine markup and feeds."""

import json
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import feedparser
import httpx
import jsonschema
import pytest
from sqlmodel import select

from services.kit import clock
from services.recruitment.advert.tables import AdvertVersion, Channel
from tests.candidates.conftest import Case, Later, World

NB, EN = {"Accept-Language": "nb"}, {"Accept-Language": "en"}


async def titles(client: httpx.AsyncClient, **asked: str) -> list[str]:
    answer = await client.get("/adverts", params=asked, headers=NB)
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.json()["items"]]


async def test_anybody_sees_what_is_open_and_nothing_else(
    anonymous: httpx.AsyncClient, world: World
) -> None:
    await world.case(title="Eldst", opens=-timedelta(days=3))
    await world.case(title="Nyest", opens=-timedelta(days=1), state="scheduled")
    await world.case(title="Utkast", state="draft")
    await world.case(title="Senere", state="scheduled", opens=timedelta(hours=1))
    await world.case(title="Stengt", closes=-timedelta(seconds=1))
    await world.case(title="Trukket", state="withdrawn")
    assert await titles(anonymous) == ["Nyest", "Eldst"]


async def test_the_list_is_in_the_readers_language(
    anonymous: httpx.AsyncClient, world: World
) -> None:
    await world.case()
    (card,) = (await anonymous.get("/adverts", headers=EN)).json()["items"]
    assert (card["title"], card["unit"]) == ("Sykepleier (English)", "Medical ward")
    assert (card["place"], card["languages"]) == ("Mo i Rana", ["en", "nb"])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"search": "pasienten"}, True),
        ({"search": "pasient natt"}, True),
        ({"search": "nursing patients"}, True),
        ({"search": '"pasienter om natten"'}, True),
        ({"search": "radiograf"}, False),
        ({"search": "& | ! :* ("}, False),
        ({"place": "mo i rana"}, True),
        ({"place": "Bodø"}, False),
        ({"occupation": "22"}, True),
        ({"occupation": "2223"}, True),
        ({"occupation": "3211"}, False),
    ],
)
async def test_searching(
    anonymous: httpx.AsyncClient, world: World, asked: dict[str, str], found: bool
) -> None:
    await world.case()
    assert await titles(anonymous, **asked) == (["Sykepleier"] if found else [])


async def test_the_place_of_a_unit_above_counts(anonymous: httpx.AsyncClient, world: World) -> None:
    await world.case(place=None, trust_place="Mosjøen")
    assert await titles(anonymous, place="mosjøen") == ["Sykepleier"]


async def test_the_list_comes_in_pages(anonymous: httpx.AsyncClient, world: World) -> None:
    for hours in range(5):
        await world.case(title=f"Post {hours}", opens=-timedelta(hours=hours + 1))
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await anonymous.get("/adverts", params={"limit": "2"} | cursor)).json()
        seen += [one["title"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert [title.split(" (")[0] for title in seen] == [f"Post {n}" for n in range(5)]


@pytest.mark.parametrize("asked", [{"occupation": "nurse"}, {"limit": "0"}, {"cursor": "x"}])
async def test_bad_questions(anonymous: httpx.AsyncClient, asked: dict[str, str]) -> None:
    assert (await anonymous.get("/adverts", params=asked)).status_code == 422


async def channel(world: World, case: Case) -> Channel:
    async with world.database.transaction() as session:
        query = select(Channel).where(Channel.advert_id == case.advert_id)
        return (await session.exec(query)).one()


async def test_one_advert(anonymous: httpx.AsyncClient, world: World) -> None:
    action = {"when": {"is": False}, "then": {"flag": "SECRET"}}
    question = {"kind": "yes_no", "nb": "Ja?", "en": "Yes?", "actions": [action]}
    case = await world.case(questions=[question])
    code = (await channel(world, case)).tracking_code
    answer = await anonymous.get(f"/adverts/{case.advert_id}", params={"via": code})
    shown = answer.json()
    assert answer.status_code == 200
    assert shown["source"] == "career_site"
    assert shown["texts"]["en"]["title"] == "Sykepleier (English)"
    assert [one["nb"] for one in shown["questions"]] == ["Ja?"]
    assert "SECRET" not in answer.text
    unknown = await anonymous.get(f"/adverts/{case.advert_id}", params={"via": "unknown"})
    assert unknown.json()["source"] is None


@pytest.mark.parametrize("path", ["", "/job-posting"])
@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"state": "draft"}, 404),
        ({"state": "scheduled", "opens": timedelta(hours=1)}, 404),
        ({"closes": timedelta(hours=-1)}, 410),
        ({"state": "withdrawn"}, 410),
    ],
)
async def test_what_is_not_open(
    anonymous: httpx.AsyncClient, world: World, path: str, given: dict[str, Any], status: int
) -> None:
    case = await world.case(**given)
    answer = await anonymous.get(f"/adverts/{case.advert_id}{path}")
    assert answer.status_code == status
    assert (await anonymous.get(f"/adverts/{uuid4()}{path}")).status_code == 404


async def test_a_job_posting_has_what_search_engines_require(
    anonymous: httpx.AsyncClient, world: World
) -> None:
    case = await world.case(percentage=80, position="substitute", positions=2)
    answer = await anonymous.get(f"/adverts/{case.advert_id}/job-posting?language=en")
    assert answer.headers["Content-Type"] == "application/ld+json"
    told = answer.json()
    required = {"title", "description", "datePosted", "hiringOrganization", "jobLocation"}
    assert required <= told.keys()
    assert (told["@type"], told["title"]) == ("JobPosting", "Sykepleier (English)")
    assert told["employmentType"] == ["TEMPORARY", "PART_TIME"]
    assert told["jobLocation"]["address"]["addressLocality"] == "Mo i Rana"
    assert told["totalJobOpenings"] == 2
    assert "baseSalary" not in told
    assert told["description"].startswith("<h2>Oppgaver</h2><p>You nurse patients at night.</p>")
    assert "&lt;b&gt;Fag&lt;/b&gt;" in told["description"]


JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "language": {"enum": ["nb", "en"]},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "format": "uri"},
                    "date_published": {"type": "string", "format": "date-time"},
                    "date_modified": {"type": "string", "format": "date-time"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "authors": {"type": "array", "items": {"required": ["name"]}},
                },
                "patternProperties": {"^_": {"type": "object"}},
            },
        },
    },
}
"""What version 1.1 of the format says of the members we use."""


async def test_the_json_feed(anonymous: httpx.AsyncClient, world: World) -> None:
    case = await world.case()
    await world.case(state="draft")
    code = (await channel(world, case)).tracking_code
    answer = await anonymous.get("/feeds/adverts.json?language=nb")
    assert answer.headers["Content-Type"] == "application/feed+json"
    feed = answer.json()
    jsonschema.validate(feed, JSON_FEED)
    (item,) = feed["items"]
    assert item["url"] == f"https://jobb.example.org/adverts/{case.advert_id}?via={code}"
    assert (feed["title"], item["title"]) == ("Ledige stillinger", "Sykepleier")
    assert item["_stafett"]["percentage"] == 100


@pytest.mark.parametrize(
    ("language", "title", "name"),
    [("nb", "Ledige stillinger", "Sykepleier"), ("en", "Vacant posts", "Sykepleier (English)")],
)
async def test_the_rss_feed(
    anonymous: httpx.AsyncClient, world: World, language: str, title: str, name: str
) -> None:
    case = await world.case()
    code = (await channel(world, case)).tracking_code
    answer = await anonymous.get("/feeds/adverts.rss", params={"language": language})
    assert answer.headers["Content-Type"] == "application/rss+xml"
    feed = cast("Any", feedparser).parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert (feed.version, feed.feed.title, feed.feed.language) == ("rss20", title, language)
    (item,) = feed.entries
    assert item.title == name
    assert item.link == f"https://jobb.example.org/adverts/{case.advert_id}?via={code}"
    assert (item.id, item.guidislink) == (str(case.advert_id), False)
    assert {tag.term for tag in item.tags} >= {"Mo i Rana"}
    assert "<b>" not in item.description


async def test_a_feed_of_one_channel(anonymous: httpx.AsyncClient, world: World) -> None:
    case = await world.case()
    await world.case()
    async with world.database.transaction() as session:
        session.add(Channel(advert_id=case.advert_id, code="nav", tracking_code="fromnav"))
    feed = (await anonymous.get("/feeds/adverts.json?channel=nav")).json()
    assert [item["url"].split("?")[1] for item in feed["items"]] == ["via=fromnav"]
    assert (await anonymous.get("/feeds/adverts.json?channel=finn")).json()["items"] == []


@pytest.mark.parametrize("path", ["/feeds/adverts.json", "/feeds/adverts.rss"])
async def test_a_feed_that_has_not_changed_is_not_sent_again(
    anonymous: httpx.AsyncClient, world: World, later: Later, path: str
) -> None:
    case = await world.case(closes=timedelta(days=2))
    first = await anonymous.get(path, headers=NB)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for known in ({"If-None-Match": f'"x", W/{etag}'}, {"If-Modified-Since": modified}):
        answer = await anonymous.get(path, headers=NB | known)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == etag
    for unknown in (
        {"If-None-Match": '"x"', "If-Modified-Since": modified},
        {"If-Modified-Since": "some day"},
        {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
    ):
        assert (await anonymous.get(path, headers=NB | unknown)).status_code == 200
    assert (await anonymous.get(path, headers=EN | {"If-None-Match": etag})).status_code == 200
    later(timedelta(days=3))
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    closed = await anonymous.get(path, headers=NB | known)
    assert closed.status_code == 200
    assert str(case.advert_id) not in closed.text
    assert closed.headers["Last-Modified"] != modified


async def test_a_corrected_text_is_news(anonymous: httpx.AsyncClient, world: World) -> None:
    case = await world.case()
    first = await anonymous.get("/feeds/adverts.rss", headers=NB)
    async with world.database.transaction() as session:
        old = (await session.exec(select(AdvertVersion))).one()
        changed = json.loads(json.dumps(old.rendered).replace("Sykepleier", "Spesialsykepleier"))
        session.add(
            AdvertVersion(
                advert_id=case.advert_id,
                number=2,
                texts={},
                rendered=changed,
                closes_at=old.closes_at,
                person_id=old.person_id,
                created_at=clock.now() + timedelta(seconds=1),
            )
        )
    second = await anonymous.get("/feeds/adverts.rss", headers=NB)
    assert "Spesialsykepleier" in second.text
    assert second.headers["ETag"] != first.headers["ETag"]
    assert await titles(anonymous, search="spesialsykepleier") == ["Spesialsykepleier"]
