"""Small invented cases at the demo hospital, each with applicants of its own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.seed import DOMAIN
from workflows.payloads.codes import Ending, LetterKind

LEADER, EXPERT = f"kari.leder@{DOMAIN}", f"per.fag@{DOMAIN}"
HR, APPROVER = f"hanne.hr@{DOMAIN}", f"geir.klinikk@{DOMAIN}"
UNION = f"nina.tillitsvalgt@{DOMAIN}"
PARTS = (
    (LEADER, "hiring_manager"),
    (HR, "hr_adviser"),
    (APPROVER, "approver"),
    (UNION, "union_representative"),
    (LEADER, "assessor"),
    (EXPERT, "assessor"),
)
PANEL = (LEADER, EXPERT)
NEED: dict[str, Any] = {
    "reason": "replacement",
    "consequence_for_patients": "Two beds stay closed at night.",
    "position": "permanent",
    "percentage": 100,
    "occupation_styrk08": "2223",
    "hpr_category": "SP",
    "wanted_start": "2027-03-01",
    "conflict_scope": "case",
    "places_in_nomination": 2,
}
OPTIONS = (
    "redistribute_tasks", "stop_or_simplify", "increase_part_time", "internal_mobility",
    "education_post", "combined_post", "apprentice_or_trainee", "resource_pool", "cross_site",
    "delay", "temporary", "agency",
)  # fmt: skip
PROFILE: list[dict[str, Any]] = [
    {
        "key": "authorisation",
        "level": "must",
        "type": "formal",
        "nb": "Norsk autorisasjon som sykepleier",
        "en": "Norwegian authorisation as a nurse",
        "methods": ["documents", "register"],
    },
    {
        "key": "judgement",
        "level": "should",
        "weight": 60,
        "type": "skill",
        "nb": "Klinisk vurdering",
        "en": "Clinical judgement",
        "methods": ["interview", "reference"],
    },
    {
        "key": "teamwork",
        "level": "should",
        "weight": 40,
        "type": "personal",
        "nb": "Samarbeid",
        "en": "Teamwork",
        "methods": ["interview", "reference"],
    },
]
SEEN: dict[str, dict[str, str]] = {
    "identity": {"document": "passport"},
    "authorisation": {"register_number": "9000001"},
    "police_certificate": {"issued": "2026-11-01"},
    "language": {"level": "B2"},
}
"""What is seen at each kind of check."""
TERMS = {"percentage": 100, "start": NEED["wanted_start"], "pay": 560_000}


class Way(StrEnum):
    """How a case goes."""

    HIRED = "the first is hired"
    CANCELLED = "cancelled after screening"
    NOBODY_INVITED = "nobody is invited"
    ALL_WITHDRAW = "everybody withdraws"
    SECOND_HIRED = "the first declines"


ENDS = {
    Way.HIRED: (Ending.HIRED, LetterKind.REJECTION),
    Way.SECOND_HIRED: (Ending.HIRED, LetterKind.REJECTION),
    Way.CANCELLED: (Ending.CANCELLED, LetterKind.CASE_CANCELLED),
    Way.NOBODY_INVITED: (Ending.SEARCH_FAILED, LetterKind.REJECTION),
    Way.ALL_WITHDRAW: (Ending.CANCELLED, LetterKind.WITHDRAWAL_CONFIRMED),
}
"""The right ending of the case, and the last letter to whoever gets none of their own."""


@dataclass(frozen=True)
class Applicant:
    """Who applies."""

    address: str
    name: str
    language: str
    marks: dict[str, int]


def applicants(case: int, number: int) -> list[Applicant]:
    """The applicants of a case; the first has the best marks."""
    return [
        Applicant(
            f"case{case}.applicant{place}@example.org",
            f"Søker {case} {place}",
            "en" if place % 2 else "nb",
            {"judgement": max(1, 5 - place), "teamwork": 4},
        )
        for place in range(number)
    ]
