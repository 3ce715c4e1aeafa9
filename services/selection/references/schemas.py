"""The shapes of references in the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints

from services.kit.paging import Page
from services.selection.references.naming import Named
from services.selection.references.rules import Question
from services.selection.references.service import Answer, Request
from services.selection.references.tables import Reference

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class RefereeGiven(BaseModel):
    """Somebody who can say how you work. Naming them is your consent to ask them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "Turid Vik",
                    "email": "turid.vik@example.org",
                    "relation": "Ward manager 2022-2026",
                    "recent_leader": True,
                }
            ]
        },
    )

    name: Name
    email: EmailStr
    relation: Name
    recent_leader: bool = False

    def named(self) -> Named:
        return Named(self.name, self.email, self.relation, self.recent_leader)


class RefereesGiven(BaseModel):
    """All your referees, at least two; naming them again replaces who has not been asked."""

    model_config = ConfigDict(extra="forbid")

    referees: Annotated[list[RefereeGiven], Field(max_length=10)]


class AnswerShown(BaseModel):
    """An answer of a referee."""

    question: str
    answer: str
    against: bool = Field(description="Whether the referee says it speaks against the applicant.")


class RefereeShown(BaseModel):
    """A referee of one's own, and what counts against oneself."""

    id: UUID
    name: str
    email: str
    relation: str
    recent_leader: bool
    asked_at: datetime | None
    received_at: datetime | None
    to_comment: list[AnswerShown] = Field(
        description="What the referee says against you; you may comment on it."
    )
    comment: str | None

    @classmethod
    def of(cls, row: Reference, email: str) -> "RefereeShown":
        answers = [AnswerShown.model_validate(answer) for answer in row.answers or ()]
        return cls(
            id=row.id,
            name=row.name,
            email=email,
            relation=row.relation,
            recent_leader=row.recent_leader,
            asked_at=row.asked_at,
            received_at=row.received_at,
            to_comment=[answer for answer in answers if answer.against],
            comment=row.comment,
        )


class RefereesShown(BaseModel):
    items: list[RefereeShown]
    recent_leader_wanting: bool = Field(
        description="None of them is a recent leader of yours; a nomination needs one."
    )

    @classmethod
    def of(cls, found: list[tuple[Reference, str]]) -> "RefereesShown":
        return cls(
            items=[RefereeShown.of(*each) for each in found],
            recent_leader_wanting=not any(row.recent_leader for row, _ in found),
        )


class CommentGiven(BaseModel):
    """What you say to it."""

    model_config = ConfigDict(extra="forbid")

    comment: Text


class ReferencesAsked(BaseModel):
    asked: int


class QuestionShown(BaseModel):
    id: str
    nb: str
    en: str

    @classmethod
    def of(cls, question: Question) -> "QuestionShown":
        return cls(id=question.key, nb=question.nb, en=question.en)


class AskedShown(BaseModel):
    """A reference you are asked for."""

    id: UUID
    asked_at: datetime | None
    received_at: datetime | None
    closed: bool

    @classmethod
    def of(cls, row: Reference) -> "AskedShown":
        return cls(
            id=row.id,
            asked_at=row.asked_at,
            received_at=row.received_at,
            closed=row.closed_at is not None,
        )


class AskedList(BaseModel):
    items: list[AskedShown]


class RequestShown(BaseModel):
    """What a referee is asked, about whom and for which post."""

    id: UUID
    applicant: str
    post: str
    unit: str
    contact_name: str
    contact_email: str
    questions: list[QuestionShown]
    received_at: datetime | None
    closed: bool

    @classmethod
    def of(cls, request: Request) -> "RequestShown":
        return cls(
            id=request.reference.id,
            applicant=request.applicant,
            post=request.post.title,
            unit=request.post.unit,
            contact_name=request.post.contact.name,
            contact_email=request.post.contact.email,
            questions=[QuestionShown.of(one) for one in request.questions],
            received_at=request.reference.received_at,
            closed=request.reference.closed_at is not None,
        )


class AnswerGiven(BaseModel):
    """An answer, and whether it speaks against the applicant, who may then comment on it."""

    model_config = ConfigDict(extra="forbid")

    question: Key
    answer: Text
    against: bool = False


class ReferenceGiven(BaseModel):
    """The answers to all questions."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "answers": [
                        {"question": "relation", "answer": "Her ward manager from 2022 to 2026."}
                    ]
                }
            ]
        },
    )

    answers: Annotated[list[AnswerGiven], Field(max_length=100)]
    despite_warnings: bool = Field(
        default=False,
        description="Send it although something touches what an employer may not ask.",
    )

    def given(self) -> dict[str, Answer]:
        """The answers by question; the last one counts where a question is answered twice."""
        return {one.question: Answer(one.answer, one.against) for one in self.answers}


class ReferenceReceived(BaseModel):
    id: UUID
    received_at: datetime | None


class ReferenceShown(BaseModel):
    """A reference as the hiring manager, HR and the approver read it."""

    id: UUID
    application_id: UUID
    referee: str
    email: str
    relation: str
    recent_leader: bool
    consented_at: datetime
    asked_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    answers: list[AnswerShown]
    negative: bool
    comment: str | None = Field(description="What the candidate says to it.")

    @classmethod
    def of(cls, row: Reference, email: str) -> "ReferenceShown":
        return cls(
            id=row.id,
            application_id=row.application_id,
            referee=row.name,
            email=email,
            relation=row.relation,
            recent_leader=row.recent_leader,
            consented_at=row.consented_at,
            asked_at=row.asked_at,
            received_at=row.received_at,
            closed_at=row.closed_at,
            answers=[AnswerShown.model_validate(answer) for answer in row.answers or ()],
            negative=row.negative,
            comment=row.comment,
        )


class ReferencesShown(Page[ReferenceShown]):
    """A page of references, and what every referee of the case is asked."""

    questions: list[QuestionShown]
