"""The shapes of an advert in the API."""

import re
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from services.candidates.questions.kinds import QuestionKind
from services.recruitment.advert.codes import CAREER_SITE, Written
from services.recruitment.findings import FindingShown
from services.recruitment.text import Line, Said, Words

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date_or_instant(value: Any) -> Any:
    """A bare date stays one: it closes something at its last second, an instant at that instant."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    return value


Deadline = Annotated[
    AwareDatetime | date,
    BeforeValidator(_date_or_instant),
    Field(
        description="An instant, or a date: then until 23:59:59 in Oslo.", examples=["2026-12-20"]
    ),
]
ChannelCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
OpenDays = Annotated[int, Field(strict=True, ge=1, le=365)]

ADVERT_EXAMPLE: JsonDict = {
    "texts": {
        "nb": {"title": "Sykepleier, medisinsk sengepost", "sections": {"tasks": "Pleie."}},
        "en": {"title": "Nurse, medical ward", "sections": {"tasks": "Nursing care."}},
    },
    "channels": [{"code": "career_site"}, {"code": "nav", "cost": 4900}],
}


class TextGiven(BaseModel):
    """An advert in one language. A section nobody writes is filled from need and profile."""

    model_config = ConfigDict(extra="forbid")

    title: Line
    sections: dict[Written, Words] = {}


class TextsGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    nb: TextGiven | None = None
    en: TextGiven | None = None


class ChannelGiven(BaseModel):
    """A place where the advert is to stand."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[
        ChannelCode,
        Field(
            description="`career_site` is our own, and filled by itself. Any other is a name you "
            "choose for a place where you put the advert by hand, with its tracking code."
        ),
    ]
    cost: Annotated[int | None, Field(ge=0, le=10_000_000, description="Whole kroner.")] = None


class QuestionGiven(BaseModel):
    """A question to every applicant, and what an answer leads to; never to a rejection."""

    model_config = ConfigDict(
        extra="forbid",
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "kind": "yes_no",
                    "nb": "Har du førerkort?",
                    "en": "Do you have a driving licence?",
                    "actions": [{"when": {"is": False}, "then": {"note": "No licence"}}],
                }
            ]
        },
    )

    kind: QuestionKind
    nb: Words
    en: Words
    required: bool = False
    options: Annotated[list[dict[str, str]], Field(max_length=100)] = []
    actions: Annotated[list[dict[str, Any]], Field(max_length=20)] = []


class AdvertGiven(BaseModel):
    """The whole advert; it replaces what was written before."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [ADVERT_EXAMPLE]})

    texts: TextsGiven
    one_language_reason: Words | None = None
    wording_reason: Annotated[
        Words | None, Field(description="Why wording that is otherwise forbidden is lawful.")
    ] = None
    contact_person_id: Annotated[
        UUID | None, Field(description="Whom to ask; the hiring manager if nobody is named.")
    ] = None
    questions: Annotated[list[QuestionGiven], Field(max_length=40)] = []
    channels: Annotated[list[ChannelGiven], Field(max_length=20)] = [ChannelGiven(code=CAREER_SITE)]


class QuestionShown(QuestionGiven):
    id: UUID


class ChannelShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: str
    tracking_code: str = Field(description="Says where an applicant came from.")
    cost: int | None
    published_at: datetime | None
    closed_at: datetime | None
    reference: str | None


class VersionShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    number: int
    closes_at: datetime
    person_id: UUID
    created_at: datetime


class AdvertShown(BaseModel):
    """An advert: what was written, what applicants read, and where it stands."""

    id: UUID
    round: int
    version: int
    state: str
    texts: dict[str, Any]
    rendered: dict[str, Any] = Field(description="By language, the whole as applicants read it.")
    one_language_reason: str | None
    wording_reason: str | None
    repeat_reason: str | None
    contact_person_id: UUID | None
    opens_at: datetime | None
    closes_at: datetime | None
    first_closes_at: datetime | None
    internal_notice_at: datetime | None
    questions: list[QuestionShown]
    channels: list[ChannelShown]
    versions: list[VersionShown]


class ChecksShown(BaseModel):
    """What law and good practice have to say of the advert."""

    errors: list[FindingShown]
    warnings: list[FindingShown]


class PublicationGiven(BaseModel):
    """When the advert opens (now, if not said), and when it closes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"open_days": 21}]})

    opens_at: AwareDatetime | None = None
    closes_at: Deadline | None = None
    open_days: OpenDays | None = None


class ExtensionGiven(BaseModel):
    """A later deadline."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"closes_at": "2026-12-20"}]}
    )

    closes_at: Deadline


class RepetitionGiven(BaseModel):
    """Why the post is advertised again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Too few applicants."}]}
    )

    reason: Said


class PeriodShown(BaseModel):
    """When the advert stands, as recorded, and what there is to think about."""

    advert_id: UUID
    opens_at: datetime
    closes_at: datetime
    first_closes_at: datetime
    warnings: list[FindingShown] = []


class RepetitionShown(BaseModel):
    advert_id: UUID
    round: int


class NoticeShown(BaseModel):
    internal_notice_at: datetime
