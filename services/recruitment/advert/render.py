"""The whole advert as applicants read it, from what was written and what is known anyway."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from services.kit.i18n import LANGUAGES, date_and_year_text, instant_text, translate
from services.organisation.occupations import occupation_name
from services.recruitment.advert.codes import Section
from services.recruitment.need.codes import Position
from services.recruitment.profile.codes import Level
from services.recruitment.profile.tables import Criterion

_NORWEGIAN = re.compile(r"\bnorsk(?:kunnskap\w*)?\b|\bnorwegian\b", re.IGNORECASE)
_CEFR = re.compile(r"\b[ABC][12]\b")


@dataclass(frozen=True)
class Text:
    """What somebody wrote in one language."""

    title: str = ""
    sections: Mapping[str, str] = field(default_factory=dict[str, str])
    """Written sections only, by `Section`."""


def text_in(texts: Mapping[str, Any], language: str) -> Text:
    """What was written in a language, without what was left empty."""
    written: dict[str, Any] = texts.get(language) or {}
    sections: dict[str, str | None] = written.get("sections") or {}
    return Text(
        title=str(written.get("title") or "").strip(),
        sections={key: text.strip() for key, text in sections.items() if text and text.strip()},
    )


@dataclass(frozen=True)
class Facts:
    """What is known of the post without anybody writing it in the advert."""

    employer: dict[str, str]
    """By language, as is `unit`."""
    unit: dict[str, str]
    place: str | None
    percentage: int
    position: str
    temporary_basis: str | None
    wanted_start: date
    occupation: str
    police_certificate: bool
    contact_name: str
    contact_email: str
    contact_phone: str | None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class RenderedSection:
    """One heading with its text, its points, or both."""

    key: str
    heading: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class RenderedFact:
    """One line of the box beside the text."""

    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Rendered:
    """An advert in one language."""

    language: str
    title: str
    facts: tuple[RenderedFact, ...]
    sections: tuple[RenderedSection, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON, to be stored with the version."""
        return asdict(self)

    def html(self) -> str:
        """As the HTML that job boards take: headings, paragraphs and lists."""
        parts: list[str] = []
        for section in self.sections:
            parts.append(f"<h2>{html.escape(section.heading)}</h2>")
            parts += [
                f"<p>{html.escape(paragraph)}</p>"
                for paragraph in section.text.split("\n")
                if paragraph.strip()
            ]
            if section.items:
                points = "".join(f"<li>{html.escape(item)}</li>" for item in section.items)
                parts.append(f"<ul>{points}</ul>")
        facts = "".join(
            f"<li>{html.escape(fact.label)}: {html.escape(fact.value)}</li>" for fact in self.facts
        )
        return "".join([*parts, f"<ul>{facts}</ul>"])


def render(
    texts: Mapping[str, Any], facts: Facts, criteria: Sequence[Criterion], language: str
) -> Rendered:
    """The advert in a language. What nobody wrote is filled from need, profile and law."""
    written = text_in(texts, language)
    said = _standing(facts, language) | dict(written.sections)
    points = {
        Section.MUSTS: _points(criteria, Level.MUST, language),
        Section.SHOULDS: _points(criteria, Level.SHOULD, language),
    }
    return Rendered(
        language=language,
        title=written.title or occupation_name(facts.occupation, language),
        facts=tuple(_facts(facts, language)),
        sections=tuple(
            RenderedSection(
                key=section,
                heading=translate(language, HEADINGS[section]),
                text=said.get(section, ""),
                items=points.get(section, ()),
            )
            for section in Section
            if section in said or points.get(section)
        ),
    )


def says_norwegian_level(criteria: Sequence[Criterion], texts: Mapping[str, Any]) -> bool:
    """Whether a criterion, or somebody's own words, say how much Norwegian is needed."""
    demanded = any(
        _NORWEGIAN.search(text) and _CEFR.search(text)
        for criterion in criteria
        for text in (criterion.nb, criterion.en)
    )
    return demanded or any(Section.LANGUAGE in text_in(texts, tag).sections for tag in LANGUAGES)


HEADINGS: dict[Section, str] = {
    Section.INTRODUCTION: "About the post",
    Section.TASKS: "What you will do",
    Section.MUSTS: "You must have",
    Section.SHOULDS: "What we also weigh",
    Section.LANGUAGE: "Language",
    Section.HOURS: "Working hours",
    Section.PAY: "Pay",
    Section.OFFER: "What we offer",
    Section.PLACE: "The place",
    Section.PROCESS: "How we choose, and when you will hear",
    Section.ATTACHMENTS: "What to attach",
    Section.DIVERSITY: "Diversity",
    Section.POLICE_CERTIFICATE: "Police certificate",
    Section.HEALTH: "Before the first day",
    Section.APPLICANT_LIST: "The applicant list is public",
}

STANDING: dict[Section, str] = {
    Section.INTRODUCTION: "{unit} at {employer} is looking for a new colleague: {occupation}.",
    Section.TASKS: "The work is that of the occupation at {unit}. The contact person is glad to "
    "tell you more.",
    Section.HOURS: "The post is {percentage} % of full time. The roster is agreed with the unit.",
    Section.PAY: "Pay follows the collective agreement.",
    Section.OFFER: "Terms by the collective agreement, and an occupational pension.",
    Section.PROCESS: "You get a receipt at once. Applications are first read without names. "
    "Everybody gets an answer.",
    Section.ATTACHMENTS: "Attach papers that show that you have what the post demands.",
    Section.DIVERSITY: "We want colleagues of every age, gender, origin and ability, also with "
    "gaps in their CV. Tell us if you need anything adjusted for an interview or at work.",
    Section.HEALTH: "Before the first day you answer questions about infection control "
    "(tuberculosis and resistant bacteria).",
    Section.APPLICANT_LIST: "A public list of applicants is drawn up after the deadline "
    "(offentleglova § 25). You may ask to be left off it, and say why. If we cannot agree, you "
    "are told before the list is drawn up and may withdraw.",
}
"""What is said where nobody wrote anything of their own."""

POLICE_CERTIFICATE = (
    "Whoever is offered the post must show a police certificate not older than three months "
    "(helsepersonelloven § 20 a)."
)
POSITIONS: dict[Position, str] = {
    Position.PERMANENT: "Permanent",
    Position.TEMPORARY: "Temporary",
    Position.SUBSTITUTE: "Temporary, as a substitute",
    Position.ENGAGEMENT: "Temporary engagement",
    Position.PROJECT: "Temporary, in a project",
    Position.FIXED_TERM: "Fixed term",
    Position.SEASONAL: "Seasonal",
    Position.EDUCATION_POST: "Education post",
    Position.TRAINEE: "Trainee",
    Position.APPRENTICE: "Apprentice",
}
LABELS = {
    "employer": "Employer",
    "unit": "Unit",
    "place": "Place",
    "percentage": "Share of full time",
    "position": "Employment",
    "start": "Start",
    "deadline": "Deadline",
    "contact": "Contact",
}
"""The lines of the box beside the text."""


def _standing(facts: Facts, language: str) -> dict[str, str]:
    values = {
        "unit": facts.unit[language],
        "employer": facts.employer[language],
        "occupation": occupation_name(facts.occupation, language).lower(),
        "percentage": facts.percentage,
    }
    standing = dict(STANDING)
    if facts.police_certificate:
        standing[Section.POLICE_CERTIFICATE] = POLICE_CERTIFICATE
    return {key: translate(language, text, **values) for key, text in standing.items()}


def _points(criteria: Sequence[Criterion], level: Level, language: str) -> tuple[str, ...]:
    return tuple(
        criterion.en if language == "en" else criterion.nb
        for criterion in criteria
        if criterion.level == level
    )


def _facts(facts: Facts, language: str) -> list[RenderedFact]:
    position = translate(language, POSITIONS[Position(facts.position)])
    if facts.temporary_basis and facts.position != Position.PERMANENT:
        position = f"{position} ({facts.temporary_basis})"
    contact = ", ".join(
        part for part in (facts.contact_name, facts.contact_phone, facts.contact_email) if part
    )
    values: dict[str, str | None] = {
        "employer": facts.employer[language],
        "unit": facts.unit[language],
        "place": facts.place,
        "percentage": f"{facts.percentage} %",
        "position": position,
        "start": date_and_year_text(language, facts.wanted_start),
        "deadline": facts.closes_at and instant_text(language, facts.closes_at),
        "contact": contact,
    }
    return [
        RenderedFact(key, translate(language, label), value)
        for key, label in LABELS.items()
        if (value := values[key])
    ]
