"""The checks of an advert as a list to tick off: what is in order, what to mend, and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.kit.i18n import LANGUAGES
from services.kit.i18n import marked as _
from services.recruitment.advert.schemas import ChecksShown
from services.recruitment.findings import FindingShown, Severity

TOPICS: tuple[tuple[str, frozenset[str]], ...] = (
    (_("A title, in both languages"), frozenset({"title_missing", "title_long"})),
    (_("Norwegian and English"), frozenset({"language_missing"})),
    (_("What applicants look for is said in your own words"), frozenset({"section_unwritten"})),
    (_("No wording that shuts people out"), frozenset({"forbidden_wording"})),
    (_("How much Norwegian the work demands"), frozenset({"norwegian_level_missing"})),
    (_("Somebody to ask, and the place of work"), frozenset({"contact_missing", "place_missing"})),
    (
        _("The need behind it: profile and ground"),
        frozenset({"profile_unfinished", "temporary_basis_missing"}),
    ),
    (_("Somebody who will assess"), frozenset({"assessor_missing"})),
)
"""What law and good practice want of an advert, and the findings each is broken by."""
UNTITLED = frozenset({"language_missing", "section_unwritten", "forbidden_wording"})
"""What is looked at in a text that has its title."""
ELSEWHERE = {"profile": "need/profile", "temporary_basis": "need/post", "members": "need/people"}
"""What is mended on other pages of the case, by where the finding is."""


@dataclass(frozen=True)
class Spot:
    """Where something is mended."""

    tongue: str
    """The code of the language it is about; empty where it is about both."""
    part: str
    """The code of the heading it is about; empty where it is about the whole."""
    field: str
    """The field of the editor where it is mended; empty where that is on another page."""
    elsewhere: str
    """That page, below the case."""


@dataclass(frozen=True)
class Remark:
    """One thing to mend or to think about, in all the places where it is so."""

    message: str
    stops: bool
    spots: Sequence[Spot]


@dataclass(frozen=True)
class Item:
    """A line of the checklist; without remarks it is in order, or waits."""

    label: str
    remarks: Sequence[Remark]
    waits: bool = False
    """It is looked at later."""

    @property
    def state(self) -> str:
        if any(remark.stops for remark in self.remarks):
            return "stops"
        if self.waits:
            return "waits"
        return "think" if self.remarks else "fine"


def checklist(checks: ChecksShown) -> list[Item]:
    """Every topic, with what was found; a finding of no topic has a line of its own."""
    found = [*checks.errors, *checks.warnings]
    untitled = any(one.code == "title_missing" for one in found)
    items = [
        Item(
            label,
            _remarks(one for one in found if one.code in codes),
            untitled and codes <= UNTITLED,
        )
        for label, codes in TOPICS
    ]
    known = frozenset[str]().union(*(codes for _label, codes in TOPICS))
    return [
        *items,
        *(Item(one.message, _remarks([one])) for one in found if one.code not in known),
    ]


def field_of(place: str) -> str:
    """The field of the editor for a place in an advert, such as `nb.sections.tasks`."""
    tongue, _dot, rest = place.partition(".")
    if tongue in LANGUAGES:
        return f"texts.{tongue}.{rest or 'title'}"
    return {
        "texts": "texts.nb.title",
        "language": "texts.nb.sections.language",
        "place": "texts.nb.sections.place",
        "contact": "contact_person_id",
    }.get(place, place)


def _remarks(findings: Iterable[FindingShown]) -> list[Remark]:
    """What is the same in several places is said once."""
    spots: dict[tuple[str, bool], dict[Spot, None]] = {}
    for one in findings:
        spots.setdefault((one.message, one.level is Severity.ERROR), {})[_spot(one.place)] = None
    return [Remark(message, stops, list(found)) for (message, stops), found in spots.items()]


def _spot(place: str) -> Spot:
    first, _dot, rest = place.partition(".")
    elsewhere = ELSEWHERE.get(first, "")
    return Spot(
        tongue=first if first in LANGUAGES else "",
        part=rest.removeprefix("sections.") if first in LANGUAGES else "",
        field="" if elsewhere else field_of(place),
        elsewhere=elsewhere,
    )
