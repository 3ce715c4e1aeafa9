"""The shapes of the interview kit and of interviews in the API."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.kit.i18n import translate
from services.selection import warnings
from services.selection.interviews import rules
from services.selection.interviews.kit import Kit
from services.selection.interviews.tables import Interview
from services.selection.warnings import WarningShown

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Minutes = Annotated[int, Field(ge=10, le=480, strict=True)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]

UNASKED = "No question is about «{criterion}», which is to be assessed in the interview."


class FollowUp(BaseModel):
    """A planned follow-up, the same for everyone."""

    model_config = ConfigDict(extra="forbid")

    nb: Text
    en: Text


class Question(BaseModel):
    """A question tied to a criterion of the profile."""

    model_config = ConfigDict(extra="forbid")

    criterion: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    nb: Text
    en: Text
    follow_ups: Annotated[list[FollowUp], Field(max_length=10)] = []


class KitGiven(BaseModel):
    """The questions in the order in which everyone is asked."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "questions": [
                        {
                            "criterion": "teamwork",
                            "nb": "Fortell om en vakt der samarbeidet gikk skeis.",
                            "en": "Tell us about a shift on which teamwork failed.",
                            "follow_ups": [{"nb": "Hva gjorde du?", "en": "What did you do?"}],
                        }
                    ]
                }
            ]
        },
    )

    questions: Annotated[list[Question], Field(min_length=1, max_length=40)]


class QuestionShown(Question):
    """A question with what the marks for it look like, from the profile."""

    criterion_nb: str
    criterion_en: str
    anchors: dict[str, Any]


class KitShown(BaseModel):
    """The kit; before anybody has written one, a suggestion with version 0."""

    version: int
    suggested: bool
    fixed_at: datetime | None = Field(description="From the first invitation on nothing changes.")
    questions: list[QuestionShown]
    warnings: list[WarningShown]

    @classmethod
    def of(cls, kit: Kit, language: str) -> "KitShown":
        unasked = [
            WarningShown(
                code="criterion_unasked",
                place="questions",
                message=translate(
                    language,
                    UNASKED,
                    criterion=kit.criteria[key].en if language == "en" else kit.criteria[key].nb,
                ),
            )
            for key in kit.unasked
        ]
        return cls(
            version=kit.version,
            suggested=kit.version == 0,
            fixed_at=kit.fixed_at,
            questions=[
                QuestionShown(
                    **question,
                    criterion_nb=kit.criteria[question["criterion"]].nb,
                    criterion_en=kit.criteria[question["criterion"]].en,
                    anchors=kit.criteria[question["criterion"]].anchors,
                )
                for question in kit.questions
                if question["criterion"] in kit.criteria
            ],
            warnings=[*warnings.shown(rules.wording(kit.questions), language), *unasked],
        )


class InvitationGiven(BaseModel):
    """An interview with one shortlisted applicant."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "application_id": "5b1f7d0e-54d5-4d8e-9b39-2d0a9d6f1c11",
                    "starts_at": "2027-01-14T09:00:00+01:00",
                    "minutes": 60,
                    "place": "Mo i Rana, meeting room 2",
                }
            ]
        },
    )

    application_id: UUID
    starts_at: AwareDatetime
    minutes: Minutes = 60
    place: Place


class MoveGiven(BaseModel):
    """Another time or place; the calendar of the applicant is told."""

    model_config = ConfigDict(extra="forbid")

    starts_at: AwareDatetime
    minutes: Minutes | None = None
    place: Place | None = None


class CancellationGiven(BaseModel):
    """Why an interview is called off; for the file, not told to the applicant."""

    model_config = ConfigDict(extra="forbid")

    reason: Text


class InterviewRecorded(BaseModel):
    """What was recorded of an interview."""

    interview_id: UUID
    starts_at: datetime
    sequence: int


class InterviewsEnded(BaseModel):
    held: int


class InterviewShown(BaseModel):
    """An interview."""

    id: UUID
    application_id: UUID
    number: int | None
    name: str
    starts_at: datetime
    minutes: int
    place: str
    state: str
    version: int = Field(description="Counts changes of time and place; the `ETag` of a change.")
    note: str | None = Field(description="What the applicant answered.")
    cancel_reason: str | None

    @classmethod
    def of(cls, row: Interview, number: int | None, name: str) -> "InterviewShown":
        return cls(
            id=row.id,
            application_id=row.application_id,
            number=number,
            name=name,
            starts_at=row.starts_at,
            minutes=row.minutes,
            place=row.place,
            state=row.state,
            version=row.sequence,
            note=row.note,
            cancel_reason=row.cancel_reason,
        )


class InterviewsShown(BaseModel):
    items: list[InterviewShown]


class AnswerGiven(BaseModel):
    """What the candidate says to an invitation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"answer": "accepted"}]},
    )

    answer: Literal["accepted", "other_time"]
    note: Text | None = Field(default=None, description="When another time would do.")


class AnswerShown(BaseModel):
    starts_at: datetime
    minutes: int
    place: str
    state: str
