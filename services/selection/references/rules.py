"""What referees are asked, in both languages, and who may be named as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.organisation.rules import same_address

LEAST = 2
"""References for an applicant, among them a recent leader (the region's recruitment guide)."""

SAME_ADDRESS = "Two referees have the same address."
YOURSELF = "You cannot be your own referee."
TOO_FEW = "Name at least two referees."


@dataclass(frozen=True)
class Question:
    """A fixed, job-linked question; the same for every applicant of a case."""

    key: str
    nb: str
    en: str


RELATION = Question(
    "relation",
    "Hvordan og når har dere arbeidet sammen, og hvilke oppgaver hadde vedkommende?",
    "How and when did you work together, and which tasks did the applicant have?",
)
IMPROVE = Question(
    "improve",
    "Hva kan vedkommende bli bedre til i arbeidet?",
    "What could the applicant become better at in the work?",
)
AGAIN = Question(
    "again",
    "Ville du ansatt eller arbeidet med vedkommende igjen? Hvorfor, eller hvorfor ikke?",
    "Would you employ or work with the applicant again? Why, or why not?",
)


@dataclass(frozen=True)
class Demand:
    """A criterion of the profile that is tested by reference."""

    key: str
    nb: str
    en: str


def questions(demands: Iterable[Demand]) -> list[Question]:
    """What the referees of a case are asked: the general questions and one for each demand."""
    about = [
        Question(
            f"criterion.{demand.key}",
            f"{demand.nb}: Hvordan har du sett dette i arbeidet? Gi gjerne et eksempel.",
            f"{demand.en}: How have you seen this at work? Please give an example.",
        )
        for demand in demands
    ]
    return [RELATION, *about, IMPROVE, AGAIN]


def referee_faults(candidate: str, addresses: Sequence[str]) -> dict[str, str]:
    """What keeps these from being referees, by field; addresses are compared without case."""
    faults: dict[str, str] = {}
    plain = [same_address(address) for address in addresses]
    if len(plain) < LEAST:
        faults["referees"] = TOO_FEW
    for place, address in enumerate(plain):
        if address == same_address(candidate):
            faults[f"{place}.email"] = YOURSELF
        elif address in plain[:place]:
            faults[f"{place}.email"] = SAME_ADDRESS
    return faults
