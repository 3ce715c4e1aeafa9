"""Adverts as other programs read them: HTML, schema.org, JSON Feed and RSS."""

import html
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from services.candidates.career.rules import Published, Text
from services.kit.i18n import Language, instant_text, translate

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
FEED_TITLE = "Vacant posts"
SUMMARY = "{unit}, {percentage} %. Deadline {closes_at}."
MSGIDS = frozenset({FEED_TITLE, SUMMARY})
"""Every message of this module, for the test of the catalogues."""

_INTERNS = frozenset({"trainee", "apprentice"})


def html_of(text: Text) -> str:
    """An advert as headings, paragraphs and lists; nothing in it is anybody's own markup."""
    parts: list[str] = []
    for section in text.sections:
        parts.append(f"<h2>{html.escape(section.heading)}</h2>")
        paragraphs = (line.strip() for line in section.text.splitlines())
        parts += [f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs if paragraph]
        if section.items:
            points = "".join(f"<li>{html.escape(item)}</li>" for item in section.items)
            parts.append(f"<ul>{points}</ul>")
    return "".join(parts)


def employment_types(position: str, percentage: int) -> list[str]:
    """What Google's JobPosting calls this form of employment."""
    share = "FULL_TIME" if percentage == 100 else "PART_TIME"
    if position == "permanent":
        return [share]
    return ["INTERN" if position in _INTERNS else "TEMPORARY", share]


def job_posting(advert: Published, language: Language, url: str) -> dict[str, Any]:
    """The advert as a schema.org JobPosting.

    Pay is left out: only pay that the text shows may be marked up, and the text says it in words.
    """
    shown = advert.language(language)
    organisation: dict[str, Any] = {"@type": "Organization", "name": advert.employer[shown]}
    if advert.organisation_number:
        organisation["identifier"] = advert.organisation_number
    address = {"@type": "PostalAddress", "addressCountry": "NO"}
    if advert.place:
        address["addressLocality"] = advert.place
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": advert.texts[shown].title,
        "description": html_of(advert.texts[shown]),
        "inLanguage": shown,
        "datePosted": advert.opens_at.isoformat(),
        "validThrough": advert.closes_at.isoformat(),
        "employmentType": employment_types(advert.position, advert.percentage),
        "hiringOrganization": organisation,
        "jobLocation": {"@type": "Place", "address": address},
        "jobStartDate": advert.wanted_start.isoformat(),
        "totalJobOpenings": advert.positions,
        "occupationalCategory": advert.occupation,
        "identifier": {
            "@type": "PropertyValue",
            "name": advert.employer[shown],
            "value": str(advert.id),
        },
        "directApply": True,
        "url": url,
    }


def summary(advert: Published, language: Language) -> str:
    """One line about an advert."""
    return translate(
        language,
        SUMMARY,
        unit=advert.unit[language],
        percentage=advert.percentage,
        closes_at=instant_text(language, advert.closes_at),
    )


def json_feed(
    entries: Sequence[tuple[Published, str]], language: Language, *, home: str, feed: str
) -> dict[str, Any]:
    """The open adverts, each with its address, as JSON Feed 1.1."""
    return {
        "version": JSON_FEED,
        "title": translate(language, FEED_TITLE),
        "home_page_url": home,
        "feed_url": feed,
        "language": language,
        "items": [
            {
                "id": str(advert.id),
                "url": url,
                "title": advert.texts[shown].title,
                "summary": summary(advert, shown),
                "content_html": html_of(advert.texts[shown]),
                "date_published": advert.opens_at.isoformat(),
                "date_modified": max(advert.changed_at, advert.opens_at).isoformat(),
                "language": shown,
                "tags": [tag for tag in (advert.place, advert.unit[shown]) if tag],
                "authors": [{"name": advert.employer[shown]}],
                "_stafett": {
                    "closes_at": advert.closes_at.isoformat(),
                    "percentage": advert.percentage,
                    "position": advert.position,
                    "occupation_styrk08": advert.occupation,
                    "place": advert.place,
                },
            }
            for advert, url in entries
            for shown in (advert.language(language),)
        ],
    }


def rss(
    entries: Sequence[tuple[Published, str]],
    language: Language,
    *,
    home: str,
    feed: str,
    changed_at: datetime | None,
) -> bytes:
    """The open adverts, each with its address, as RSS 2.0."""
    register_namespace("atom", ATOM)
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    title = translate(language, FEED_TITLE)
    for name, text in (("title", title), ("link", home), ("description", title)):
        SubElement(channel, name).text = text
    SubElement(channel, "language").text = language
    if changed_at is not None:
        SubElement(channel, "lastBuildDate").text = format_datetime(changed_at, usegmt=True)
    reference = {"href": feed, "rel": "self", "type": "application/rss+xml"}
    SubElement(channel, f"{{{ATOM}}}link", reference)
    for advert, url in entries:
        _rss_item(channel, advert, url, advert.language(language))
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _rss_item(channel: Element, advert: Published, url: str, language: Language) -> None:
    item = SubElement(channel, "item")
    text = advert.texts[language]
    SubElement(item, "title").text = _xml(text.title)
    SubElement(item, "link").text = url
    SubElement(item, "guid", isPermaLink="false").text = str(advert.id)
    SubElement(item, "pubDate").text = format_datetime(advert.opens_at, usegmt=True)
    about = f"<p>{html.escape(summary(advert, language))}</p>{html_of(text)}"
    SubElement(item, "description").text = _xml(about)
    for category in filter(None, (advert.place, advert.unit[language])):
        SubElement(item, "category").text = _xml(category)


def _xml(text: str) -> str:
    """Without the control characters that XML cannot hold at all."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")
