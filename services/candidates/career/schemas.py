"""Adverts as the public sees them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Card(BaseModel):
    """An open advert in the list."""

    id: UUID
    title: str
    unit: str
    employer: str
    place: str | None
    percentage: int
    permanent: bool
    occupation: Annotated[str, Field(description="STYRK-08.")]
    opens_at: datetime
    closes_at: datetime
    languages: list[str]


class FactShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    key: str
    label: str
    value: str


class SectionShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    key: str
    heading: str
    text: str
    items: list[str]


class TextShown(BaseModel):
    """An advert in one language."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    facts: list[FactShown]
    sections: list[SectionShown]


class QuestionAsked(BaseModel):
    """What every applicant is asked."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: str
    nb: str
    en: str
    required: bool
    options: list[dict[str, Any]]


class AdvertShown(BaseModel):
    """An open advert, whole."""

    id: UUID
    texts: Annotated[dict[str, TextShown], Field(description="By language.")]
    unit: dict[str, str]
    employer: dict[str, str]
    place: str | None
    percentage: int
    position: str
    positions: int
    occupation: str
    wanted_start: date
    opens_at: datetime
    closes_at: datetime
    questions: list[QuestionAsked]
    source: Annotated[
        str | None, Field(description="The channel of the tracking code `via`, if it is known.")
    ]
