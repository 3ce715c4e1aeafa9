"""What a contract must say: the seventeen items of aml § 14-6 (1), letters a to q.

As in force from 1 July 2024. Each item is a value, or a reference to the law or the collective
agreement that governs it where § 14-6 (2) lets a reference do. A staff handbook never does.
`docs/contract.md` says which letters are not verified against the text of the law.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from services.recruitment.offer.rules import Terms, probation_problem


@dataclass(frozen=True)
class Item:
    """One item: its letter, what it is called (a msgid), and whether a reference does."""

    letter: str
    title: str
    accepts_law: bool = False


ITEMS: dict[str, Item] = {
    "parties": Item("a", "The parties"),
    "workplace": Item("b", "Place of work and business address"),
    "work": Item("c", "The work, title or category"),
    "start": Item("d", "First day"),
    "duration": Item("e", "Expected duration, and the basis if temporary"),
    "probation": Item("f", "Probation"),
    "leave": Item("g", "Holiday, holiday pay and other paid absence", accepts_law=True),
    "notice": Item("h", "Notice periods and how employment is ended", accepts_law=True),
    "pay": Item("i", "Pay, each supplement, how and when it is paid", accepts_law=True),
    "hours": Item("j", "Length and placement of working hours", accepts_law=True),
    "breaks": Item("k", "Breaks", accepts_law=True),
    "special_hours": Item("l", "Special arrangement of working hours"),
    "agreements": Item("m", "Collective agreements and their parties"),
    "shift_changes": Item("n", "Changes of shift, and extra work with its pay", accepts_law=True),
    "training": Item("o", "Training the employer offers", accepts_law=True),
    "social_security": Item(
        "p", "Social security paid by the employer, and who receives it", accepts_law=True
    ),
    "hirer": Item("q", "The hirer, when hired out"),
}

UNKNOWN = "A contract has no such item."
_LAW = re.compile(
    r"""§ | (?:lov|forskrift)(?:en)?\b | \b(?:act|regulation)\b
    | overenskomst | tariffavtale | hovedavtale | collective\ agreement""",
    re.IGNORECASE | re.VERBOSE,
)


class Answer(BaseModel):
    """How a contract answers one item: exactly one of the two."""

    model_config = ConfigDict(extra="forbid")

    value: str | None = Field(default=None, max_length=4000)
    law_ref: str | None = Field(
        default=None,
        max_length=500,
        description="The law or collective agreement, such as «ferieloven §§ 5 and 10».",
    )


def problems(items: Mapping[str, Answer], terms: Terms) -> dict[str, str]:
    """What keeps a contract from being issued, by item, as msgids. Empty: it may be."""
    fields = dict.fromkeys(items.keys() - ITEMS.keys(), UNKNOWN)
    for key, item in ITEMS.items():
        if problem := _problem(item, items.get(key) or Answer()):
            fields[key] = problem
    if "probation" not in fields and (problem := probation_problem(terms)):
        fields["probation"] = problem
    if "duration" not in fields and terms.position == "temporary":
        if not (terms.temporary_basis or "").strip():
            fields["duration"] = "A temporary post needs its basis (aml § 14-9)."
        elif terms.ends is None:
            fields["duration"] = "A temporary post needs a last day."
    return fields


def _problem(item: Item, answer: Answer) -> str | None:
    value, reference = (answer.value or "").strip(), (answer.law_ref or "").strip()
    if value and reference:
        return "Say it, or refer to the law; not both."
    if not value and not reference:
        return "The law demands this item (aml § 14-6)."
    if reference and not item.accepts_law:
        return "A reference does not do for this item (aml § 14-6)."
    if reference and not _LAW.search(reference):
        return "Refer to a law, a regulation or a collective agreement."
    return None


MSGIDS: frozenset[str] = frozenset(
    {
        *(item.title for item in ITEMS.values()),
        UNKNOWN,
        "Say it, or refer to the law; not both.",
        "The law demands this item (aml § 14-6).",
        "A reference does not do for this item (aml § 14-6).",
        "Refer to a law, a regulation or a collective agreement.",
    }
)
"""Every message of this module, for the test of the catalogues."""
