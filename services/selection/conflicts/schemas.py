"""The shapes of names and conflicts in the API."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.selection.conflicts.service import Names
from workflows.payloads.codes import Relation

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class NameShown(BaseModel):
    """An applicant's name."""

    application_id: UUID = Field(
        description="A key of this list, good for a declaration and for nothing else: it is not "
        "the id by which the application is read, and cannot be joined to a blind number."
    )
    name: str
    municipality: str | None = Field(
        default=None, description="Only where two applicants have the same name."
    )


class NamesShown(BaseModel):
    """Who has applied, in the order of the names."""

    names: list[NameShown]
    declared: bool = Field(description="Whether you have declared from this list.")

    @classmethod
    def of(cls, found: Names) -> "NamesShown":
        return cls(
            names=[
                NameShown(application_id=one.key, name=one.name, municipality=one.municipality)
                for one in found.names
            ],
            declared=found.declared,
        )


class DeclarationGiven(BaseModel):
    """With whom there is a conflict of interest; with nobody, when the list is empty."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"application_ids": [], "reason": None}]},
    )

    application_ids: Annotated[
        list[UUID], Field(max_length=500, description="Keys of the list of names.")
    ]
    reason: Reason | None = Field(
        default=None, description="What the conflict is, if you wish to say; read by HR."
    )


class ReplacementGiven(BaseModel):
    """Who takes over."""

    model_config = ConfigDict(extra="forbid")

    person_id: UUID


class ReplacementShown(BaseModel):
    """Who has taken over which parts, and still has to declare conflicts of interest."""

    person_id: UUID
    relations: list[Relation]
