"""What the routes of people take and give."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
)

from services.organisation.people.service import NewEmployment, NewPerson
from services.organisation.rules import RoleName
from services.organisation.tables import Employment, Person, Role

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$"
    ),
]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=30, pattern=r"^\+?[0-9 ]{5,}$")
]


class Dates(BaseModel):
    """From a day, perhaps to one, both included."""

    model_config = ConfigDict(extra="forbid")

    starts: date = Field(examples=["2026-12-01"])
    ends: date | None = None


class EmploymentWritten(Dates):
    """Where somebody works."""

    unit_id: UUID
    percentage: int = Field(default=100, ge=1, le=100)
    permanent: bool = True

    def new(self) -> NewEmployment:
        return NewEmployment(**self.model_dump())


class PersonWritten(BaseModel):
    """Somebody to enter, with where they work."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "Kari Leder",
                    "email": "kari.leder@helse.example.org",
                    "language": "nb",
                    "employment": {
                        "unit_id": "0b0f6f1e-6f5e-4a56-8a39-1d9c0f1c9a01",
                        "starts": "2026-12-01",
                    },
                }
            ]
        },
    )

    name: Name
    email: EmailStr
    employment: EmploymentWritten
    phone: Phone | None = None
    language: Literal["nb", "en"] = "nb"

    def new(self) -> NewPerson:
        return NewPerson(
            name=self.name,
            email=self.email,
            employment=self.employment.new(),
            phone=self.phone,
            language=self.language,
        )


class PersonShown(BaseModel):
    """Somebody of one's trusts."""

    id: UUID
    name: str
    email: str
    language: str

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(id=person.id, name=person.name, email=person.email, language=person.language)


class RoleWritten(Dates):
    """A role to give."""

    unit_id: UUID
    role: RoleName


class RoleShown(RoleWritten):
    """A role held now or later, on a unit and everything below it."""

    id: UUID

    @classmethod
    def of(cls, role: Role) -> Self:
        return cls(
            id=role.id,
            unit_id=role.unit_id,
            role=RoleName(role.role),
            starts=role.starts,
            ends=role.ends,
        )


class PersonInFull(PersonShown):
    """Somebody with employments and roles."""

    phone: str | None
    employments: list[EmploymentWritten]
    roles: list[RoleShown]

    @classmethod
    def whole(
        cls, person: Person, employments: Sequence[Employment], roles: Sequence[Role]
    ) -> Self:
        return cls(
            **PersonShown.of(person).model_dump(),
            phone=person.phone,
            employments=[
                EmploymentWritten(
                    unit_id=employment.unit_id,
                    starts=employment.starts,
                    ends=employment.ends,
                    percentage=employment.percentage,
                    permanent=employment.permanent,
                )
                for employment in employments
            ],
            roles=[RoleShown.of(role) for role in roles],
        )
