"""The shapes of marks in the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.selection.scores import rules
from services.selection.scores.service import Due, Mark, Opened
from services.selection.warnings import WarningShown

MarkValue = Annotated[
    int, Field(ge=rules.LOWEST, le=rules.HIGHEST, strict=True, description="1 to 5.")
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class MarkGiven(BaseModel):
    """A mark on the anchored scale, and the note it rests on."""

    model_config = ConfigDict(extra="forbid")

    mark: MarkValue
    note: Note

    def given(self) -> Mark:
        return Mark(self.mark, self.note)


class SheetGiven(BaseModel):
    """A whole sheet: every should-criterion of the profile by its key."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"marks": {"teamwork": {"mark": 4, "note": "Asked for help early; see notes."}}}
            ]
        },
    )

    marks: Annotated[dict[Key, MarkGiven], Field(max_length=60)]


class SheetReceived(BaseModel):
    """That a sheet was received; the marks are sealed, so they are not repeated."""

    application_id: UUID
    received_at: datetime
    warnings: list[WarningShown] = Field(description="What to think about in the notes.")


class DueShown(BaseModel):
    """An applicant you are to judge."""

    application_id: UUID
    number: int | None
    name: str
    interviewed: bool
    handed_in: bool

    @classmethod
    def of(cls, due: Due) -> "DueShown":
        return cls(
            application_id=due.application_id,
            number=due.number,
            name=due.name,
            interviewed=due.interviewed,
            handed_in=due.handed_in,
        )


class DuesShown(BaseModel):
    items: list[DueShown]
    outstanding: int


class MarkShown(BaseModel):
    """A mark as it was given."""

    assessor_id: UUID
    mark: int
    note: str
    counts: bool = Field(description="False: out, because of a conflict of interest.")


class ComparedShown(BaseModel):
    """The marks for one applicant, by criterion."""

    application_id: UUID
    number: int | None
    name: str
    marks: dict[str, list[MarkShown]]
    to_discuss: list[str] = Field(
        description="Criteria on which the counting marks are two points or more apart."
    )


class ScoresShown(BaseModel):
    """Everything the panel gave, side by side."""

    criteria: list[str]
    applicants: list[ComparedShown]

    @classmethod
    def of(cls, opened: Opened) -> "ScoresShown":
        compared: dict[UUID, ComparedShown] = {
            application_id: ComparedShown(
                application_id=application_id,
                number=number,
                name=name,
                marks={key: [] for key in opened.shoulds},
                to_discuss=[],
            )
            for application_id, (number, name) in opened.people.items()
        }
        for one in opened.marks:
            compared[one.application_id].marks[one.criterion].append(
                MarkShown(
                    assessor_id=one.assessor_id,
                    mark=one.mark,
                    note=one.note,
                    counts=opened.panel.counts(one.assessor_id, one.application_id),
                )
            )
        for each in compared.values():
            each.to_discuss = rules.to_discuss(
                {
                    key: [one.mark for one in marks if one.counts]
                    for key, marks in each.marks.items()
                }
            )
        return cls(
            criteria=opened.shoulds,
            applicants=sorted(
                compared.values(), key=lambda one: (one.number or 0, one.application_id)
            ),
        )


class ChangeGiven(BaseModel):
    """Another mark after the opening, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "application_id": "5b1f7d0e-54d5-4d8e-9b39-2d0a9d6f1c11",
                    "criterion": "teamwork",
                    "mark": 3,
                    "reason": "I had noted the answer to another question here.",
                }
            ]
        },
    )

    application_id: UUID
    criterion: Key
    mark: MarkValue
    reason: Note


class ChangeShown(BaseModel):
    application_id: UUID
    criterion: str
    mark: int
