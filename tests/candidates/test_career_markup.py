"""Markup of adverts, without a database."""

from datetime import UTC, date, datetime
from uuid import UUID
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.candidates.career import markup
from services.candidates.career.rules import Published, Section, Text

AT = datetime(2027, 1, 4, 9, tzinfo=UTC)


def advert(title: str = "Sykepleier", said: str = "Arbeid.", place: str | None = None) -> Published:
    section = Section("tasks", "Oppgaver", said, ["Vakt & natt"])
    return Published(
        id=UUID(int=1),
        texts={"nb": Text(title, [], [section])},
        unit_id=UUID(int=2),
        unit={"nb": "Sengepost", "en": "Ward"},
        employer={"nb": "Sykehuset", "en": "The hospital"},
        organisation_number=None,
        place=place,
        occupation="2223",
        position="permanent",
        percentage=100,
        positions=1,
        wanted_start=date(2027, 3, 1),
        opens_at=AT,
        closes_at=AT,
        changed_at=AT,
    )


@pytest.mark.parametrize(
    ("position", "percentage", "types"),
    [
        ("permanent", 100, ["FULL_TIME"]),
        ("permanent", 50, ["PART_TIME"]),
        ("substitute", 100, ["TEMPORARY", "FULL_TIME"]),
        ("engagement", 60, ["TEMPORARY", "PART_TIME"]),
        ("apprentice", 100, ["INTERN", "FULL_TIME"]),
        ("trainee", 100, ["INTERN", "FULL_TIME"]),
    ],
)
def test_forms_of_employment(position: str, percentage: int, types: list[str]) -> None:
    assert markup.employment_types(position, percentage) == types


def test_an_advert_in_one_language_is_given_in_that_one() -> None:
    told = markup.job_posting(advert(), "en", "https://jobb.example.org/1")
    assert (told["title"], told["inLanguage"]) == ("Sykepleier", "nb")
    assert told["hiringOrganization"]["name"] == "Sykehuset"


def test_an_advert_without_a_place_is_still_in_norway() -> None:
    told = markup.job_posting(advert(), "nb", "https://jobb.example.org/1")
    assert told["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "NO",
    }


@given(title=st.text(max_size=30), said=st.text(max_size=80), place=st.none() | st.text())
def test_whatever_people_write_the_feed_can_be_read(
    title: str, said: str, place: str | None
) -> None:
    entries = [(advert(title, said, place), "https://jobb.example.org/1?via=a&b=<c>")]
    sent = markup.rss(entries, "nb", home="https://a", feed="https://b", changed_at=AT)
    item = fromstring(sent).find("channel/item")  # noqa: S314 - written the line before
    assert item is not None
    assert item.findtext("link") == "https://jobb.example.org/1?via=a&b=<c>"
    html = item.findtext("description") or ""
    assert "<script" not in html.lower()


def test_markup_in_a_text_is_shown_and_not_run() -> None:
    told = markup.html_of(advert(said="<script>alert(1)</script>\n\nNy linje").texts["nb"])
    assert told == (
        "<h2>Oppgaver</h2><p>&lt;script&gt;alert(1)&lt;/script&gt;</p><p>Ny linje</p>"
        "<ul><li>Vakt &amp; natt</li></ul>"
    )
