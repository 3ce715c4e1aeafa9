"""A decision file as people read it: its content with labels, dates and codes in words.

Field names and codes are their own message ids, told apart from other messages by what stands
before the bar: `answered_at` is shown as the translation of «field|Answered at», the code
`hiring_manager` as that of «code|Hiring manager».
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from services.kit.i18n import code_text, date_and_year_text, instant_text, translate

TITLE = "Decision file"
NONE = "None."
INTRODUCTION = (
    "Written by Stafett when the case closed. Every fact says where it comes from: table and row, "
    "who, when, and the numbers of the events in the log at the end. Each event in the log carries "
    "a hash over itself and the one before it, so that every later change shows."
)
ORIGIN = "Origin: {table} {row}"
BY = "by {name}"
FOR = "on the authority of {name}"
EVENTS = "events {numbers}"

SECTIONS: dict[str, str] = {
    "need": "The need",
    "members": "Who had which part",
    "alternatives": "Alternatives to recruiting",
    "discussion": "Discussion with the union representative",
    "preference": "Preferential rights",
    "approvals": "Approval of the need",
    "profile": "Competence profile",
    "adverts": "Advertising",
    "advert_versions": "The advert as it stood",
    "channels": "Channels",
    "applications": "Applications",
    "conflicts": "Conflicts of interest",
    "screening": "Screening against the musts",
    "exemptions": "Requests to be left off the public list",
    "public_lists": "Public applicant lists",
    "interviews": "Interviews",
    "scores": "Marks",
    "references": "References",
    "ranking": "Ranking by the formula",
    "nominations": "Nomination",
    "offers": "Offers",
    "checks": "Checks before the first day",
    "contract": "Contract",
    "answers": "Final answers to candidates",
}
LOG = "The log"
LOG_COLUMNS = ("Event", "When", "What", "Who", "Hash")
CODED = frozenset(
    {
        "approved", "code", "ending", "kind", "level", "met", "methods", "option", "position",
        "relation", "source", "stage", "state", "type",
    }
)  # fmt: skip
"""Fields whose values are codes of ours."""
SCOPE = "conflict_scope"
"""A coded field whose codes mean other things elsewhere."""
RAW = "texts"
"""The field below which stand languages and headings, not fields."""

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_HASH_PART = 16


def shape(content: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What the template shows."""
    reader = Reader(content["people"], language)
    return {
        "title": f"{reader.said(TITLE)}: {content['title']}",
        "author": content["employer"],
        "language": language,
        "place": f"{content['unit']}, {content['employer']}",
        "ending": reader.code(content["ending"] or ""),
        "written_at": reader.value("written_at", content["written_at"]),
        "introduction": reader.said(INTRODUCTION),
        "none": reader.said(NONE),
        "sections": [
            {
                "heading": reader.said(heading),
                "facts": [reader.fact(fact) for fact in content["sections"].get(name, [])],
            }
            for name, heading in SECTIONS.items()
        ],
        "log": {
            "heading": reader.said(LOG),
            "columns": [reader.said(column) for column in LOG_COLUMNS],
            "rows": [reader.event(event) for event in content["log"]],
        },
    }


def field_id(name: str) -> str:
    """The message id of the label of a field."""
    return f"field|{name.replace('_', ' ').capitalize()}"


class Reader:
    """Puts facts into words in one language."""

    def __init__(self, people: Mapping[str, str], language: str) -> None:
        self._people = people
        self._language = language

    def said(self, message: str, /, **values: Any) -> str:
        return translate(self._language, message, **values)

    def label(self, name: str) -> str:
        """What a field is called."""
        return self.said(field_id(name)).removeprefix("field|")

    def code(self, value: str) -> str:
        """A code in words; what is no code stays as it was written."""
        if not _CODE.fullmatch(value):
            return value
        return code_text(self._language, value)

    def fact(self, fact: Mapping[str, Any]) -> dict[str, Any]:
        """The values with labels, and the line of origin."""
        values = [
            [self.label(name), self.value(name, value)]
            for name, value in fact["values"].items()
            if value is not None and value != [] and value != ""
        ]
        return {"values": values, "origin": self._origin(fact["origin"])}

    def event(self, event: Mapping[str, Any]) -> list[str]:
        """A line of the log."""
        digest = str(event["hash"])
        parts = [digest[at : at + _HASH_PART] for at in range(0, len(digest), _HASH_PART)]
        return [
            str(event["number"]),
            self.value("at", event["at"]),
            str(event["kind"]),
            self._name(event["actor_id"]) if event["actor_id"] else "Stafett",
            # Zero-width spaces let the hash break.
            "\N{ZERO WIDTH SPACE}".join(parts),
        ]

    def value(self, name: str, value: Any) -> str:
        """A value in words."""
        if isinstance(value, bool):
            return self.said("Yes") if value else self.said("No")
        if isinstance(value, dict):
            return self._pairs(cast("dict[str, Any]", value), raw=name == RAW)
        if isinstance(value, list):
            return self._items(name, cast("list[Any]", value))
        return self._text(name, str(value)) if value is not None else ""

    def _text(self, name: str, text: str) -> str:
        if text in self._people:
            return self._name(text)
        if name == SCOPE:
            return self.code(f"{text}_{SCOPE}")
        if name in CODED:
            return self.code(text)
        if _INSTANT.match(text):
            return instant_text(self._language, datetime.fromisoformat(text))
        if _DATE.fullmatch(text):
            return date_and_year_text(self._language, date.fromisoformat(text))
        return text

    def _pairs(self, pairs: dict[str, Any], *, raw: bool = False) -> str:
        named = self.code if raw else self.label
        lines = [
            f"{named(key)}: {self.value(RAW if raw else key, value)}"
            for key, value in pairs.items()
            if value is not None
        ]
        return "\n".join(lines)

    def _items(self, name: str, items: list[Any]) -> str:
        if all(isinstance(item, dict) for item in items):
            return "\n".join(
                "; ".join(self._pairs(cast("dict[str, Any]", item)).split("\n")) for item in items
            )
        return ", ".join(self.value(name, item) for item in items)

    def _origin(self, origin: Mapping[str, Any]) -> str:
        said = [
            self.said(ORIGIN, table=origin["table"], row=origin["id"]),
            self.said(BY, name=self._name(origin["by"])) if origin["by"] else "",
            self.said(FOR, name=self._name(origin["on_authority_of"]))
            if origin["on_authority_of"]
            else "",
            self.value("at", origin["at"]),
            self.said(EVENTS, numbers=", ".join(map(str, origin["events"])))
            if origin["events"]
            else "",
        ]
        return " · ".join(part for part in said if part)

    def _name(self, person: str) -> str:
        return self._people.get(person, person)


MSGIDS: frozenset[str] = frozenset(
    {TITLE, NONE, INTRODUCTION, ORIGIN, BY, FOR, EVENTS, LOG, "Yes", "No"}
    | set(SECTIONS.values())
    | set(LOG_COLUMNS)
)
"""Every message of this module, for the test of the catalogues; labels and codes come on top."""
