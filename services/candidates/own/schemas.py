"""What a candidate sees of an application."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.candidates.applications.schemas import Reason
from services.candidates.own.rules import Stage, Status
from services.candidates.questions.kinds import QuestionKind


class NextShown(BaseModel):
    """What happens next."""

    text: str
    at: datetime | None = None


class Mine(BaseModel):
    """One of my applications."""

    id: UUID
    advert_id: UUID
    post: str
    unit: str
    received_at: datetime
    status: Status
    stage: Stage
    text: Annotated[str, Field(description="The status in words.")]
    next: NextShown


class PaperShown(BaseModel):
    """A paper I sent."""

    id: UUID
    filename: str
    kind: str
    media_type: str
    size: int


class AnswerShown(BaseModel):
    """A question I was asked, and what I answered."""

    question_id: UUID
    kind: QuestionKind
    question: str
    answer: Any = None
    said: Annotated[str, Field(description="The answer in words.", examples=["Yes"])]


class Unconfirmed(BaseModel):
    """An application sent again from my address, which counts only once I say that it is mine."""

    version: int
    received_at: datetime
    name: str


class Whole(Mine):
    """One of my applications, whole."""

    version: int
    name: str
    email: str
    language: str
    gender: str | None
    age: int | None
    municipality: str | None
    occupation: str | None
    phone: str | None
    letter: str | None
    cv: dict[str, Any] | None
    answer_by: Annotated[date, Field(description="When everybody has an answer.")]
    papers: list[PaperShown]
    answers: list[AnswerShown]
    exemption_asked: bool
    correctable: Annotated[bool, Field(description="Whether the deadline has not passed.")]
    withdrawable: bool
    unconfirmed: list[Unconfirmed]


class Confirmation(BaseModel):
    """Whether an application in my name is mine."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[
        int,
        Field(
            ge=1,
            le=1_000_000,
            description="1: the first one, which stands until I say that it is not mine.",
        ),
    ]
    mine: bool


class Exemption(BaseModel):
    """A wish to be left off the public applicant list."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason | None = None
