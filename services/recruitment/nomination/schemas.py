"""What the routes of nominations take and give."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from services.kit.i18n import translate
from services.recruitment.nomination.completeness import Blocks, Code, Entry, Missing
from services.recruitment.nomination.ranking import Ranking
from services.recruitment.nomination.rules import counting_marks
from services.recruitment.nomination.service import Whole
from services.recruitment.nomination.tables import Nomination

Total = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""Four decimals; a number in JSON."""


class MarkShown(BaseModel):
    """One assessor's mark; `counts` is false for one who has a conflict."""

    person_id: UUID
    mark: int = Field(ge=1, le=5)
    counts: bool


class CriterionShown(BaseModel):
    """One should-criterion of one applicant."""

    key: str
    weight: int
    mean: float | None = Field(description="Of the counting marks; null without any.")
    spread_flagged: bool = Field(description="Two raters differ by two points or more: discuss.")
    marks: list[MarkShown]


class RankedShown(BaseModel):
    """What the formula says of one applicant: advice, not a decision."""

    application_id: UUID
    name: str
    rank: int | None = Field(description="Equal totals share a rank; null when a mark is missing.")
    total: Total | None = Field(examples=[4.0333])
    tied_with: list[UUID]
    missing: list[str] = Field(description="Criteria without a counting mark.")
    withheld: bool = Field(description="The reader has a conflict here: marks are not shown.")
    criteria: list[CriterionShown]


class RankingShown(BaseModel):
    """Everybody interviewed, qualified and not withdrawn, best first."""

    items: list[RankedShown]

    @classmethod
    def of(cls, ranking: Ranking, reader: UUID) -> Self:
        items: list[RankedShown] = []
        for one in ranking.ranked:
            withheld = (reader, one.application) in ranking.conflicts
            items.append(
                RankedShown(
                    application_id=one.application,
                    name=ranking.names.get(one.application, ""),
                    rank=one.rank,
                    total=one.total,
                    tied_with=list(one.tied_with),
                    missing=list(one.missing),
                    withheld=withheld,
                    criteria=[] if withheld else _criteria(ranking, one.application, one.spread),
                )
            )
        return cls(items=items)


def _criteria(ranking: Ranking, application: UUID, spread: tuple[str, ...]) -> list[CriterionShown]:
    given = ranking.marks.get(application, {})
    counting = counting_marks(application, given, ranking.conflicts, ranking.scope)
    out = {
        person
        for person, other in ranking.conflicts
        if ranking.scope == "case" or other == application
    }
    return [
        CriterionShown(
            key=key,
            weight=weight,
            mean=sum(found) / len(found) if (found := counting.get(key)) else None,
            spread_flagged=key in spread,
            marks=[
                MarkShown(person_id=person, mark=sheet[key], counts=person not in out)
                for person, sheet in sorted(given.items())
                if key in sheet
            ],
        )
        for key, weight in ranking.weights.items()
    ]


class EntryWritten(BaseModel):
    """One place of a nomination."""

    application_id: UUID
    rank: int = Field(ge=1, le=100)
    reason: str = Field(
        default="",
        max_length=20_000,
        description="Why this place. May wait while drafting; not when submitting.",
        examples=["Strongest on clinical judgement, and the references bear it out."],
    )

    def entry(self) -> Entry:
        return Entry(self.application_id, self.rank, self.reason.strip())


class NominationWritten(BaseModel):
    """A draft; it replaces the one before."""

    entries: list[EntryWritten] = Field(max_length=100)
    summary: str = Field(default="", max_length=50_000)


class EntryShown(BaseModel):
    application_id: UUID
    rank: int
    total: Total | None = Field(description="What the formula said when this was written.")
    reason: str


class RemarkShown(BaseModel):
    """The union representative's remark. Without a person, the time went out."""

    person_id: UUID | None
    remark: str | None = Field(description="Null: nothing to remark, or nothing in time.")
    recorded_at: datetime


class NominationShown(BaseModel):
    """The nomination (innstilling) begun last. Before the first there is an empty draft."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID | None
    number: int = Field(description="The next one begins when this one is returned.")
    version: int
    state: str = Field(examples=["draft", "submitted", "approved", "returned"])
    author_id: UUID | None
    summary: str
    entries: list[EntryShown]
    remark: RemarkShown | None
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: UUID | None
    decision_reason: str | None

    @classmethod
    def of(cls, whole: Whole | None) -> Self:
        if whole is None:
            return cls.model_validate(EMPTY)
        nomination, remark = whole.nomination, whole.remark
        return cls(
            **nomination.model_dump(include=set(cls.model_fields) & set(Nomination.model_fields)),
            entries=[
                EntryShown.model_validate(entry, from_attributes=True) for entry in whole.entries
            ],
            remark=RemarkShown(
                person_id=remark.person_id, remark=remark.remark, recorded_at=remark.created_at
            )
            if remark
            else None,
        )


EMPTY: dict[str, object] = {
    **dict.fromkeys(NominationShown.model_fields),
    "number": 1,
    "version": 0,
    "state": "draft",
    "summary": "",
    "entries": [],
}


class MissingShown(BaseModel):
    """One thing that is missing, and what it holds up."""

    code: Code
    blocks: Blocks
    message: str
    application_id: UUID | None
    person_id: UUID | None
    criterion: str | None

    @classmethod
    def of(cls, one: Missing, language: str) -> Self:
        return cls(
            code=one.code,
            blocks=one.blocks,
            message=translate(language, one.message),
            application_id=one.application,
            person_id=one.person,
            criterion=one.criterion,
        )


class MissingList(BaseModel):
    """What is mandatory and missing, and what is only worth knowing."""

    items: list[MissingShown]


class RemarkWritten(BaseModel):
    remark: str | None = Field(
        default=None, max_length=20_000, description="Null or empty: nothing to remark."
    )


class DecisionWritten(BaseModel):
    approved: bool
    reason: str | None = Field(
        default=None, max_length=20_000, description="Required when it is returned."
    )


class Submitted(BaseModel):
    """The nomination as the process has it now."""

    nomination_id: UUID


class Decided(Submitted):
    approved: bool
