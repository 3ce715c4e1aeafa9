"""The shapes of an application in the API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    JsonValue,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.config import JsonDict

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[\d ()-]{5,25}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Age = Annotated[int, Field(strict=True, ge=13, le=100)]
Gender = Literal["woman", "man", "other"]
PaperKind = Literal["cv", "letter", "diploma", "certificate", "reference", "other"]
Answer = bool | int | float | str | list[str] | None
Resume = Annotated[
    dict[str, JsonValue],
    Field(max_length=20),
    # Its own schema refers to definitions, which a body described by hand cannot hold.
    WithJsonSchema({"type": "object", "maxProperties": 20, "description": "A CV as JSON Resume."}),
]

EXAMPLE: JsonDict = {
    "name": "Ingrid Nyheim",
    "email": "ingrid.nyheim@example.org",
    "language": "nb",
    "gender": "woman",
    "age": 29,
    "municipality": "Rana",
    "occupation": "Sykepleier",
    "phone": "+47 900 00 000",
    "letter": "I have worked on a medical ward for four years.",
    "paper_kinds": {"cv.pdf": "cv"},
}


class Handed(BaseModel):
    """An application as it is handed in."""

    model_config = ConfigDict(
        extra="forbid", allow_inf_nan=False, json_schema_extra={"examples": [EXAMPLE]}
    )

    name: Line
    email: Annotated[EmailStr, Field(max_length=254)]
    language: Annotated[Literal["nb", "en"], Field(description="Of our letters.")] = "nb"
    gender: Annotated[Gender | None, Field(description="Only counted, never assessed.")] = None
    age: Age | None = None
    municipality: Annotated[Line | None, Field(description="Of home or work.")] = None
    occupation: Annotated[Line | None, Field(description="Present position or title.")] = None
    phone: Phone | None = None
    letter: Text | None = None
    cv: Resume | None = None
    answers: Annotated[
        dict[UUID, Answer],
        Field(
            max_length=100,
            description="By the id of the question; to a question for a file, the file's name.",
        ),
    ] = {}
    paper_kinds: Annotated[
        dict[str, PaperKind],
        Field(max_length=20, description="What the papers are, by file name; otherwise `other`."),
    ] = {}
    exemption_asked: Annotated[
        bool, Field(description="Asks to be left off the public applicant list.")
    ] = False
    exemption_reason: Reason | None = None
    via: Annotated[Code | None, Field(description="The tracking code the advert came with.")] = None
    source: Annotated[
        Code | None, Field(description="Where the applicant says to have seen the advert.")
    ] = None


class Received(BaseModel):
    """The application is safe; a receipt follows by mail."""

    id: UUID
    received_at: datetime


class Correction(BaseModel):
    """What is to be another than before. What is left out stays: the defaults mean nothing."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    name: Line = ""
    language: Literal["nb", "en"] = "nb"
    gender: Gender | None = None
    age: Age | None = None
    municipality: Line | None = None
    occupation: Line | None = None
    phone: Phone | None = None
    letter: Text | None = None
    cv: Resume | None = None
    answers: Annotated[dict[UUID, Answer], Field(max_length=100)] = {}
    paper_kinds: Annotated[dict[str, PaperKind], Field(max_length=20)] = {}
    without_papers: Annotated[
        list[UUID], Field(max_length=50, description="Papers to leave out, by id.")
    ] = []
