"""The form of a case file. What people would type, and what must follow from it."""

from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Withdrawal = Literal[
    "before the list is drawn up", "after the refused exemption", "after the interview"
]


class Need(BaseModel):
    """As typed by the leader; further fields go to the API as they are."""

    model_config = ConfigDict(extra="allow")

    positions: int = 1
    percentage: int = 100
    position: str = "permanent"
    wanted_start: date

    @property
    def is_temporary(self) -> bool:
        return self.position != "permanent"


class Alternative(BaseModel):
    option: str
    answer: str


class Advert(BaseModel):
    nb: str
    en: str
    open_days: int
    channels: list[str] = []


class People(BaseModel):
    """Who has which part, by address."""

    leader: str
    hr_adviser: str
    union_representative: str
    approver: str
    expert: str | None = None
    observer: str | None = None
    assessors: list[str]

    def parts(self) -> list[tuple[str, str]]:
        """Address and relation of every part in the case."""
        parts = [
            (self.leader, "hiring_manager"),
            (self.hr_adviser, "hr_adviser"),
            (self.approver, "approver"),
            (self.union_representative, "union_representative"),
            *((address, "assessor") for address in self.assessors),
        ]
        if self.expert:
            parts.append((self.expert, "expert"))
        if self.observer and self.observer != self.union_representative:
            parts.append((self.observer, "union_representative"))
        return parts

    def everyone(self) -> list[str]:
        """Every address once, in a fixed order."""
        return list(dict.fromkeys(address for address, _ in self.parts()))


class Applicant(BaseModel):
    """Who applies, what screening finds, the marks, and what the applicant does."""

    name: str
    email: str
    gender: str | None = None
    age: int | None = None
    municipality: str | None = None
    occupation: str | None = None
    language: Literal["nb", "en"] = "nb"
    source: str | None = None
    musts: dict[str, bool] = {}
    ratings: dict[str, dict[str, int]] = {}
    conflicted: list[str] = []
    exemption: Literal["granted", "refused"] | None = None
    withdraws: Withdrawal | None = None
    answers_offer: Literal["accepts", "declines"] = "accepts"

    @property
    def is_qualified(self) -> bool:
        return all(self.musts.values())

    @property
    def leaves_early(self) -> bool:
        """Withdraws before the deadline; nobody can be refused an exemption not asked for."""
        return self.withdraws == "before the list is drawn up" or (
            self.withdraws == "after the refused exemption" and self.exemption != "refused"
        )


class Case(BaseModel):
    """One case file."""

    case: str
    unit: list[str] = Field(min_length=1)
    need: Need
    alternatives: list[Alternative]
    profile: list[dict[str, Any]]
    advert: Advert
    people: People
    applicants: list[Applicant]
    nominate: int = 3
    conflict_scope: Literal["case", "applicant"] = "case"
    expected: dict[str, Any] = {}

    @model_validator(mode="after")
    def _one_position(self) -> Self:
        if self.need.positions != 1:
            raise ValueError("need.positions must be 1: a case fills one post")
        return self

    def leaving(self) -> set[str]:
        """Whom a declared conflict takes out of the whole case."""
        if self.conflict_scope == "applicant":
            return set()
        return {address for each in self.applicants for address in each.conflicted}

    def without_help(self) -> set[str]:
        """Whose part somebody else has to take, because of a conflict.

        HR too where nobody leading the case is without any conflict: who compares applicants may
        have one with none of them.
        """
        people, leaving = self.people, self.leaving()
        parts = {people.hr_adviser, people.approver, people.union_representative}
        leading = {people.leader, people.hr_adviser}
        conflicted = {address for each in self.applicants for address in each.conflicted}
        stuck = leading <= conflicted
        return (parts & leaving) | ({people.hr_adviser} if stuck else set())

    def criteria(self, level: str) -> list[dict[str, Any]]:
        """The musts, or the shoulds, of the profile."""
        return [each for each in self.profile if each["level"] == level]


def read(path: Path) -> Case:
    """Read a case file; raises ValueError saying what is wrong with it where."""
    return Case.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
