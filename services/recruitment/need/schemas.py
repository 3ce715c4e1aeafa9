"""The shapes of the need in the API."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from services.recruitment.findings import FindingShown
from services.recruitment.need.codes import Alternatives, ConflictScope, Position, Stage
from services.recruitment.text import Said, Words
from workflows.payloads.codes import Ending, Fact, Phase, Relation

Percentage = Annotated[int, Field(strict=True, ge=1, le=100, description="Percent of a full post.")]
Occupation = Annotated[
    str, StringConstraints(pattern=r"^\d{4}(\d{3})?$"), Field(description="STYRK-08.")
]
Category = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}\d?$"), Field(description="HPR, code system 9060.")
]
Places = Annotated[int, Field(strict=True, ge=1, le=20, description="How many a nomination ranks.")]

NEED_EXAMPLE: JsonDict = {
    "unit_id": "0f6a2d0e-6f0e-4b60-9a53-6f4a1f0b8f11",
    "reason": "replacement",
    "consequence_for_patients": "Two beds stay closed at night while the post is empty.",
    "position": "permanent",
    "percentage": 100,
    "occupation_styrk08": "2223",
    "hpr_category": "SP",
    "positions": 1,
    "wanted_start": "2027-03-01",
}


class MemberGiven(BaseModel):
    """Somebody's part in a case; one person may have several."""

    model_config = ConfigDict(extra="forbid")

    person_id: UUID
    relation: Relation


class MembersGiven(BaseModel):
    """Everybody who is to have a part from now on."""

    model_config = ConfigDict(extra="forbid")

    members: Annotated[list[MemberGiven], Field(max_length=60)]


class MemberShown(BaseModel):
    person_id: UUID
    relation: Relation
    name: str
    left: bool = Field(description="True: this person has left the case.")


class MembersShown(BaseModel):
    members: list[MemberShown]
    version: int


class NeedGiven(BaseModel):
    """A need as it is first written down. Without members the writer is the hiring manager."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [NEED_EXAMPLE]})

    unit_id: UUID
    reason: Words
    consequence_for_patients: Words
    position: Position = Position.PERMANENT
    temporary_basis: Annotated[Words | None, Field(description="aml § 14-9, if temporary.")] = None
    part_time_reason: Annotated[Words | None, Field(description="aml § 14-1 b, below 100 %.")] = (
        None
    )
    percentage: Percentage = 100
    occupation_styrk08: Occupation
    hpr_category: Category | None = None
    positions: Annotated[int, Field(description="One; a case fills one post.")] = 1
    wanted_start: date
    patients_who_need_police_certificate: bool = True
    conflict_scope: ConflictScope = ConflictScope.CASE
    places_in_nomination: Places = 3
    members: Annotated[list[MemberGiven] | None, Field(max_length=60)] = None


class NeedChanged(BaseModel):
    """What is to be changed. What is left out stays; null empties what may be empty."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"percentage": 80, "part_time_reason": "Night shifts."}]},
    )

    reason: Words | None = None
    consequence_for_patients: Words | None = None
    position: Position | None = None
    temporary_basis: Words | None = None
    part_time_reason: Words | None = None
    percentage: Percentage | None = None
    occupation_styrk08: Occupation | None = None
    hpr_category: Category | None = None
    positions: int | None = None
    wanted_start: date | None = None
    patients_who_need_police_certificate: bool | None = None
    conflict_scope: ConflictScope | None = None
    places_in_nomination: Places | None = None


class AlternativeGiven(BaseModel):
    """An alternative to recruiting, and why it does not do."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    option: Alternatives
    answer: Words


class AlternativesGiven(BaseModel):
    """The answers; they replace the ones before."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"alternatives": [{"option": "delay", "answer": "310 agency hours."}]}]
        },
    )

    alternatives: Annotated[list[AlternativeGiven], Field(max_length=12)]


class AlternativesShown(BaseModel):
    alternatives: list[AlternativeGiven]
    unanswered: list[Alternatives]
    version: int
    approval_voided: bool = False


class DiscussionGiven(BaseModel):
    """What the union representative has to say; null when there is nothing."""

    model_config = ConfigDict(extra="forbid")

    remark: Said | None = None


class DiscussionShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    person_id: UUID | None = Field(description="Null: nobody answered in time.")
    remark: str | None
    created_at: datetime


class PreferenceCheckGiven(BaseModel):
    """Whether anybody has a preferential right to the post, and what was done about a claim."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"stage": "before_advert", "finding": "Nobody.", "claim": False}]
        },
    )

    stage: Stage
    finding: Said
    claim: bool = False


class PreferenceCheckShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    stage: Stage
    person_id: UUID
    finding: str | None = Field(description="Null for those of the panel.")
    claim: bool
    created_at: datetime


class ApprovalGiven(BaseModel):
    """An answer to the submitted need; returning it needs a reason."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"approved": True}]})

    approved: bool
    reason: Words | None = None
    version: Annotated[int | None, Field(description="The version that was read, if said.")] = None


class ApprovalShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    person_id: UUID
    on_authority_of: UUID | None
    approved: bool
    reason: str | None
    version: int
    created_at: datetime
    voided_at: datetime | None


class ReasonGiven(BaseModel):
    """Why."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "The ward is closed."}]}
    )

    reason: Said


class UnitShown(BaseModel):
    id: UUID
    name: str


class RecruitmentShown(BaseModel):
    """A case: the need, where it stands, and what was said and decided of it."""

    id: UUID
    unit: UnitShown
    title: str
    phase: Phase
    ending: Ending | None
    ending_reason: str | None
    version: int
    reason: str
    consequence_for_patients: str
    position: Position
    temporary_basis: str | None
    part_time_reason: str | None
    percentage: int
    occupation_styrk08: str
    hpr_category: str | None
    positions: int
    wanted_start: date
    patients_who_need_police_certificate: bool
    conflict_scope: ConflictScope
    places_in_nomination: int
    created_at: datetime
    submitted_at: datetime | None
    submitted_by: UUID | None
    approved_at: datetime | None
    advertised_at: datetime | None
    screened_at: datetime | None
    scores_opened_at: datetime | None
    ended_at: datetime | None
    members: list[MemberShown]
    approvals: list[ApprovalShown]
    discussions: list[DiscussionShown]
    preference_checks: list[PreferenceCheckShown]
    missing: list[FindingShown] = Field(description="What the need lacks before submission.")
    approval_voided: bool = Field(
        default=False, description="True in the answer to a change that made the approval void."
    )


class RecruitmentListed(BaseModel):
    """A case as a line in a list."""

    id: UUID
    title: str
    unit: UnitShown
    phase: Phase
    ending: Ending | None
    position: Position
    percentage: int
    occupation_styrk08: str
    wanted_start: date
    created_at: datetime
    hiring_manager: str | None
    hr_adviser: str | None
    applications: int
    closes_at: datetime | None
    waits_for: str | None = Field(description="Whose turn it is.")
    step: str | None = Field(description="What that person is to do.")
    waiting_since: datetime | None
    due_at: datetime | None
    late: bool


class LogEntry(BaseModel):
    """One thing that happened, as a sentence in the reader's language."""

    at: datetime
    kind: str = Field(description="Stable; for programs.", examples=["need.approved"])
    text: str = Field(examples=["Geir Klinikk approved the need."])
    actor_id: UUID | None
    on_authority_of: UUID | None


class Decided(BaseModel):
    """A decision as it was recorded."""

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"examples": [{"fact": "need_submitted", "version": 7}]}
    )

    fact: Fact
    about: UUID | None = Field(default=None, description="What the decision wrote, if a row.")
