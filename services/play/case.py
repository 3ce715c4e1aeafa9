"""The form of a case file. What people would type, and what must follow from it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, validate_email

from services.candidates.applications.schemas import Age, Code, Gender, Line, Resume, Text
from services.recruitment.advert.codes import Written
from services.recruitment.advert.schemas import ChannelCode, OpenDays
from services.recruitment.need.codes import Alternatives, ConflictScope, Position
from services.recruitment.need.schemas import Category, Occupation, Percentage, Places
from services.recruitment.profile.codes import Level
from services.recruitment.profile.schemas import CriterionGiven
from services.recruitment.text import Said, Words
from services.selection.scores.schemas import MarkValue

Withdrawal = Literal[
    "before the list is drawn up", "after the refused exemption", "after the interview"
]


def _address(value: str) -> str:
    """As it is written, since other parts of the file name people by it."""
    try:
        validate_email(value)
    except ValueError:
        raise ValueError("This is not an e-mail address.") from None
    return value


def _one(positions: int) -> int:
    if positions != 1:
        raise ValueError("This must be 1: a case fills one post.")
    return positions


Address = Annotated[str, AfterValidator(_address)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Need(BaseModel):
    """As typed by the leader."""

    reason: Said
    consequence_for_patients: Said
    position: Position = Position.PERMANENT
    temporary_basis: Said | None = None
    part_time_reason: Said | None = None
    percentage: Percentage = 100
    occupation_styrk08: Occupation
    hpr_category: Category | None = None
    positions: Annotated[int, AfterValidator(_one)] = 1
    wanted_start: date
    patients_who_need_police_certificate: bool = True

    @property
    def is_temporary(self) -> bool:
        return self.position is not Position.PERMANENT


class Alternative(BaseModel):
    option: Alternatives
    answer: Said


class Advert(BaseModel):
    """The titles and what is written under headings; `open_days` from opening to deadline."""

    nb: Name
    en: Name
    open_days: OpenDays
    channels: list[ChannelCode] = []
    sections: dict[Literal["nb", "en"], dict[Written, Words]] = {}


class People(BaseModel):
    """Who has which part, by address."""

    leader: Address
    hr_adviser: Address
    union_representative: Address
    approver: Address
    expert: Address | None = None
    observer: Address | None = None
    assessors: Annotated[list[Address], Field(min_length=1)]

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

    name: Line
    email: Address
    gender: Gender | None = None
    age: Age | None = None
    municipality: Line | None = None
    occupation: Line | None = None
    language: Literal["nb", "en"] = "nb"
    source: Code | None = None
    letter: Text | None = None
    cv: Resume | None = None
    musts: dict[str, bool] = {}
    ratings: dict[str, dict[str, MarkValue]] = {}
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


@dataclass(frozen=True)
class Keys:
    """Of a field that is kept as it is written: a form whose keys it may have."""

    form: type[BaseModel]


class ExpectedPlace(BaseModel):
    email: str
    total: float


class ExpectedList(BaseModel):
    total: int
    named: list[str]
    women: int
    men: int


class ExpectedLetters(BaseModel):
    """How many letters of each kind the applicants are sent."""

    receipt: int
    withdrawal_confirmed: int
    interview_invitation: int
    offer: int
    rejection: int
    hired: int


class Expected(BaseModel):
    """Which keys `expected` may have; each may be left out."""

    applications: int
    qualified: list[str]
    ranking: list[ExpectedPlace]
    offers_in_order: list[str]
    hired: str | None
    public_list: ExpectedList
    answered_at_closure: int
    letters: ExpectedLetters


class Case(BaseModel):
    """One case file."""

    case: Name
    unit: Annotated[list[Name], Field(min_length=1)]
    need: Need
    alternatives: list[Alternative]
    profile: list[CriterionGiven]
    advert: Advert
    people: People
    applicants: list[Applicant]
    nominate: Places = 3
    conflict_scope: ConflictScope = ConflictScope.CASE
    expected: Annotated[dict[str, Any], Keys(Expected)] = {}
    """As it is in the file, since it is compared as it is."""
    notes: Any = None
    """For readers of the file."""

    def leaving(self) -> set[str]:
        """Whom a declared conflict takes out of the whole case."""
        if self.conflict_scope is ConflictScope.APPLICANT:
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

    def criteria(self, level: Level) -> list[CriterionGiven]:
        """The musts, or the shoulds, of the profile."""
        return [each for each in self.profile if each.level is level]
