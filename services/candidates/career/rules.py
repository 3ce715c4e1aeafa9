"""What the career site shows of an advert, and when, decided without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.kit.i18n import LANGUAGES, Language

PUBLISHED = ("scheduled", "open")
"""States in which our clock says whether an advert is open; the process may be late to say so."""


class State(StrEnum):
    """Where an advert stands for the public."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Never published; the public does not learn that it is there."""


def state_of(
    state: str, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> State:
    """Where an advert stands at `at`."""
    if state == "draft" or opens_at is None or closes_at is None:
        return State.UNKNOWN
    if state not in PUBLISHED or at > closes_at:
        return State.CLOSED
    return State.WAITING if at < opens_at else State.OPEN


@dataclass(frozen=True)
class Fact:
    """A line beside the text, such as the share of full time."""

    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Section:
    """A heading with a text, points, or both."""

    key: str
    heading: str
    text: str
    items: list[str]


@dataclass(frozen=True)
class Text:
    """An advert in one language."""

    title: str
    facts: list[Fact]
    sections: list[Section]


@dataclass(frozen=True)
class Published:
    """An open advert with everything the public may know of it."""

    id: UUID
    texts: dict[str, Text]
    """By language."""
    unit_id: UUID
    unit: dict[str, str]
    employer: dict[str, str]
    organisation_number: str | None
    place: str | None
    occupation: str
    """STYRK-08."""
    position: str
    percentage: int
    positions: int
    wanted_start: date
    opens_at: datetime
    closes_at: datetime
    changed_at: datetime

    def language(self, wanted: Language) -> Language:
        """The wanted language, or the one the advert is written in."""
        return wanted if wanted in self.texts else next(t for t in LANGUAGES if t in self.texts)


def texts_of(rendered: Mapping[str, Any]) -> dict[str, Text]:
    """The advert by language, as it was rendered when it was published or corrected."""
    return {tag: _text(text) for tag, text in rendered.items()}


def _text(text: Mapping[str, Any]) -> Text:
    return Text(
        str(text["title"]),
        [Fact(**fact) for fact in text["facts"]],
        [
            Section(one["key"], one["heading"], one["text"], list(one["items"]))
            for one in text["sections"]
        ],
    )
