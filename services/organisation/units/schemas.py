"""What the routes of units take and give."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.organisation.tables import Unit
from services.organisation.units.service import NewUnit

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$"),
]


class UnitWritten(BaseModel):
    """A unit to set up."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "Medisinsk sengepost Mo i Rana",
                    "name_en": "Medical ward, Mo i Rana",
                    "parent_id": "0b0f6f1e-6f5e-4a56-8a39-1d9c0f1c9a01",
                    "place": "Mo i Rana",
                }
            ]
        },
    )

    name: Name
    parent_id: UUID | None = Field(default=None, description="Without one it becomes a root.")
    trust: bool = Field(default=False, description="A trust of its own; a root always is.")
    name_en: Name | None = None
    place: Name | None = None
    organisation_number: str | None = Field(
        default=None, pattern="^[0-9]{9}$", examples=["983974929"]
    )

    def new(self) -> NewUnit:
        return NewUnit(**self.model_dump())


class UnitShown(BaseModel):
    """A unit of the tree."""

    id: UUID
    name: str
    name_en: str | None
    parent_id: UUID | None
    trust_id: UUID = Field(description="The unit that is the trust it belongs to; perhaps itself.")
    place: str | None
    organisation_number: str | None

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls.model_validate(unit, from_attributes=True)


class UnitInFull(UnitShown):
    """A unit with its place in the tree."""

    path: list[str] = Field(
        description="The names from the top down.",
        examples=[["Helse Nord RHF", "Helgelandssykehuset HF", "Medisin"]],
    )


class ClosedDayWritten(BaseModel):
    """A day on which the unit and everything below it does not work."""

    model_config = ConfigDict(extra="forbid")

    day: date = Field(examples=["2026-12-31"])


class ClosedDays(BaseModel):
    """The local closed days that a unit observes, in order."""

    items: list[date] = Field(examples=[["2026-12-31"]])
