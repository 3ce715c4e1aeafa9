"""What search engines read: the map of what is open, and what they may look at."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx

from tests.candidates.conftest import World

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
BASE = "https://jobb.example.org"


async def test_the_sitemap_names_every_open_advert_in_both_languages(
    visitor: httpx.AsyncClient, world: World
) -> None:
    case = await world.case()
    await world.case(state="draft")
    await world.case(state="closed")
    answer = await visitor.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    found = [entry.findtext("s:loc", "", NAMES) for entry in root.findall("s:url", NAMES)]
    advert = f"{BASE}/adverts/{case.advert_id}"
    both = {"nb": f"{advert}?language=nb", "en": f"{advert}?language=en"}
    assert found[2:] == list(both.values())
    for entry in root.findall("s:url", NAMES)[2:]:
        links = entry.findall("x:link", NAMES)
        assert {link.attrib["hreflang"]: link.attrib["href"] for link in links} == both


async def test_robots_may_look_at_adverts_and_at_no_form(visitor: httpx.AsyncClient) -> None:
    robots = RobotFileParser()
    robots.parse((await visitor.get("/robots.txt")).text.splitlines())
    assert robots.can_fetch("*", f"{BASE}/adverts")
    assert robots.can_fetch("*", f"{BASE}/api/v1/feeds/adverts.rss")
    assert not robots.can_fetch("*", f"{BASE}/my-applications")
    assert not robots.can_fetch("*", f"{BASE}/l/token")
    assert robots.site_maps() == [f"{BASE}/sitemap.xml"]


async def test_an_address_says_its_language_until_another_is_chosen(
    visitor: httpx.AsyncClient, world: World
) -> None:
    case = await world.case()
    path = f"/adverts/{case.advert_id}"
    english = await visitor.get(f"{path}?language=en", headers={"Accept-Language": "nb"})
    assert english.headers["content-language"] == "en"
    assert f'<link rel="canonical" href="{BASE}{path}?language=en">' in english.text
    assert "/api/v1/feeds/adverts.json?language=en" in english.text
    assert (await visitor.get(path)).headers["content-language"] == "en"
    chosen = await visitor.post(
        "/choices", data={"language": "nb", "back": f"{path}?via=x&language=en"}
    )
    assert chosen.headers["location"] == f"{path}?via=x"
    assert (await visitor.get(f"{path}?language=xx")).headers["content-language"] == "nb"
