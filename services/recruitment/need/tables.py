"""The case, the need it answers, who has which part in it, and its approval."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row, instant


class Recruitment(Row, table=True):
    """One recruitment. Its id is the id of its process; `phase` is written by the process."""

    trust_id: UUID = Field(foreign_key="unit.id", index=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    phase: str = Field(default="job_analysis", index=True)
    ending: str | None = None
    ending_reason: str | None = None
    version: int = 1
    """Counts edits; the ETag of what people edit."""
    material_version: int = 1
    """The version of the last change to what the discussion and the look into preferential rights
    were about: those of an earlier one do not count any more."""

    reason: str
    consequence_for_patients: str
    position: str = "permanent"
    """permanent, or a temporary form with its basis in `temporary_basis`"""
    temporary_basis: str | None = None
    part_time_reason: str | None = None
    percentage: int = 100
    occupation_styrk08: str
    hpr_category: str | None = None
    positions: int = 1
    wanted_start: date
    patients_who_need_police_certificate: bool = True
    conflict_scope: str = "case"
    """case: a conflicted assessor leaves the whole case; applicant: only that applicant"""
    places_in_nomination: int = 3

    submitted_at: datetime | None = instant(nullable=True)
    submitted_by: UUID | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = instant(nullable=True)
    advertised_at: datetime | None = instant(nullable=True)
    screened_at: datetime | None = instant(nullable=True)
    scores_opened_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)


class CaseMember(Row, table=True):
    """Who has which part in a case."""

    __table_args__ = (UniqueConstraint("recruitment_id", "person_id", "relation"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    relation: str
    left_at: datetime | None = instant(nullable=True)
    """When a conflicted or replaced member left; the row stays, because marks point at it."""
    replaced_by: UUID | None = Field(default=None, foreign_key="person.id")


class Alternative(Row, table=True):
    """One of the twelve alternatives to recruiting, and why it does not do."""

    __table_args__ = (UniqueConstraint("recruitment_id", "option"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    option: str
    answer: str


class Discussion(Row, table=True):
    """What the union representative and the leader discussed about the need (aml § 14-1 b)."""

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    """None: the time went out, which the record says."""
    remark: str | None = None
    """None: the representative had nothing to remark."""
    version: int = 1
    """The version of the need that was discussed."""


class PreferenceCheck(Row, table=True):
    """Whether anybody has a preferential right to the post (aml §§ 14-2, 14-3).

    Looked into before the advert and before each offer.
    """

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    stage: str
    """before_advert or before_offer"""
    person_id: UUID = Field(foreign_key="person.id")
    finding: str
    claim: bool = False
    """True: somebody qualified has the right, and the finding says what was done about it."""
    version: int = 1
    """The version of the need that was looked into."""


class Approval(Row, table=True):
    """One answer of an approver to the submitted need; voided when an approved field changes."""

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    on_authority_of: UUID | None = Field(default=None, foreign_key="person.id")
    approved: bool
    reason: str | None = None
    version: int
    """The version of the case that was read."""
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What was approved: need, alternatives and profile, as they then stood."""
    voided_at: datetime | None = instant(nullable=True)
