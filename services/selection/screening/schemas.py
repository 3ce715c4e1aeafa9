"""The shapes of applications and screening in the API."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.selection.masking import mask, mask_cv, mask_text
from services.selection.screening.reading import Listed, Opened
from services.selection.screening.tables import MustResult

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
State = Literal[
    "received",
    "unqualified",
    "qualified",
    "interview",
    "ranked",
    "offered",
    "hired",
    "declined",
    "lapsed",
    "withdrawn",
    "rejected",
]


class ApplicantShown(BaseModel):
    """Who it is; hidden in a blind review."""

    name: str
    email: str
    phone: str | None = None
    age: int | None = None
    municipality: str | None = None
    occupation: str | None = None


class ApplicationLine(BaseModel):
    """One application in a list."""

    id: UUID
    number: int | None = Field(description="The blind number; null until the deadline.")
    state: str
    qualified: bool | None
    blind: bool = Field(description="Whether you do not see yet who it is.")
    language: str
    answered_at: datetime | None = Field(
        default=None, description="When the final answer had left."
    )
    received_at: datetime | None = Field(default=None, description="Hidden in a blind review.")
    applicant: ApplicantShown | None = Field(default=None, description="Hidden in a blind review.")

    @classmethod
    def of(cls, listed: Listed) -> "ApplicationLine":
        line = listed.line
        shown = cls(
            id=line.id,
            number=line.number,
            state=line.state,
            qualified=line.qualified,
            blind=listed.blind,
            language=line.language,
            answered_at=line.answered_at,
        )
        if not listed.blind:
            shown.received_at = line.received_at
            shown.applicant = ApplicantShown(
                name=line.name,
                email=line.email,
                municipality=line.municipality,
                occupation=line.occupation,
            )
        return shown


class AnswerShown(BaseModel):
    """An answer to a screening question, and what it was flagged with."""

    nb: str
    en: str
    kind: str
    answer: Any
    flags: list[str]


class PaperShown(BaseModel):
    """A paper; its name is hidden in a blind review, and it can be opened after it."""

    id: UUID
    kind: str
    media_type: str
    size: int = Field(description="Bytes.")
    filename: str | None = None


class MustShown(BaseModel):
    """A must, and what was found."""

    criterion_key: str
    nb: str
    en: str
    methods: list[str]
    answered: bool
    met: bool | None = Field(description="Null: unclear, or not answered yet.")
    note: str | None
    assessed_by: UUID | None
    assessed_at: datetime | None


class ApplicationShown(ApplicationLine):
    """One application, to be held against the musts."""

    letter: str | None
    cv: dict[str, Any] | None = Field(description="JSON Resume.")
    answers: list[AnswerShown]
    papers: list[PaperShown]
    musts: list[MustShown]

    @classmethod
    def opened(cls, found: Opened) -> "ApplicationShown":
        application, version = found.whole.application, found.whole.version
        hide = found.identity if found.blind else None
        shown = cls(
            id=application.id,
            number=application.number,
            state=application.state,
            qualified=application.qualified,
            blind=found.blind,
            language=application.language,
            letter=mask_text(version.letter, hide) if hide and version.letter else version.letter,
            cv=mask_cv(version.cv, hide) if hide and version.cv else version.cv,
            answers=[
                AnswerShown(
                    nb=question.nb,
                    en=question.en,
                    kind=question.kind,
                    answer=mask(answer.answer, hide) if hide else answer.answer,
                    flags=answer.flags,
                )
                for question, answer in found.answers
            ],
            papers=[
                PaperShown(
                    id=paper.id,
                    kind=paper.kind,
                    media_type=file.media_type,
                    size=file.size,
                    filename=None if hide else file.filename,
                )
                for paper, file in found.papers
            ],
            musts=_musts(found),
        )
        if not found.blind:
            shown.received_at = application.received_at
            shown.applicant = ApplicantShown(
                name=version.name,
                email=found.whole.person.email,
                phone=version.phone,
                age=version.age,
                municipality=version.municipality,
                occupation=version.occupation,
            )
        return shown


def _musts(found: Opened) -> list[MustShown]:
    hide = found.identity if found.blind else None
    shown: list[MustShown] = []
    for must in found.musts:
        result = found.results.get(must.id)
        note = result.note if result else None
        shown.append(
            MustShown(
                criterion_key=must.key,
                nb=must.nb,
                en=must.en,
                methods=must.methods,
                answered=result is not None,
                met=result.met if result else None,
                note=mask_text(note, hide) if hide and note else note,
                assessed_by=result.person_id if result else None,
                assessed_at=result.assessed_at if result else None,
            )
        )
    return shown


class MustGiven(BaseModel):
    """Whether a must is met, null while it is unclear; the note says why, unless it is met."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"met": True, "note": "HPR, checked on the page."}]},
    )

    met: bool | None
    note: Note | None = Field(
        default=None,
        description="Mandatory when not met or unclear, and for a change after you have seen who "
        "it is.",
    )


class MustRecorded(BaseModel):
    criterion_key: str
    met: bool | None
    note: str | None
    assessed_at: datetime

    @classmethod
    def of(cls, key: str, result: MustResult) -> "MustRecorded":
        return cls(
            criterion_key=key, met=result.met, note=result.note, assessed_at=result.assessed_at
        )


class ScreeningCompleted(BaseModel):
    """What the screening came to."""

    qualified: int
    unqualified: int


class ShortlistGiven(BaseModel):
    """Who is interviewed; nobody only with a reason."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"application_ids": ["5b1f7d0e-54d5-4d8e-9b39-2d0a9d6f1c11"]}]
        },
    )

    application_ids: Annotated[list[UUID], Field(max_length=500)]
    reason: Note | None = None


class Shortlisted(BaseModel):
    shortlisted: int
