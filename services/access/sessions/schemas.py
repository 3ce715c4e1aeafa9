"""What the routes of sessions take and give."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.access.permissions import Actor
from services.access.sessions.service import Opened
from services.organisation.rules import RoleName


class SessionOpened(BaseModel):
    """A session to send along as `Authorization: Bearer`; browsers get it as a cookie too."""

    token: str
    person_id: UUID
    expires_at: datetime = Field(description="Its end, however much it is used.")

    @classmethod
    def of(cls, opened: Opened) -> Self:
        return cls(token=opened.token, person_id=opened.person_id, expires_at=opened.expires_at)


class RoleHeldShown(BaseModel):
    """A role held today, on a unit and everything below it."""

    role: RoleName
    unit_id: UUID


class SessionShown(BaseModel):
    """Who is signed in."""

    person_id: UUID
    name: str
    email: str
    language: str
    roles: list[RoleHeldShown]

    @classmethod
    def of(cls, actor: Actor) -> Self:
        return cls(
            person_id=actor.person_id,
            name=actor.name,
            email=actor.email,
            language=actor.language,
            roles=[RoleHeldShown(role=held.role, unit_id=held.unit_id) for held in actor.roles],
        )


class DemoPerson(BaseModel):
    """Somebody one may be in the embedded mode."""

    person_id: UUID
    name: str
    email: str
    roles: list[str] = Field(examples=[["leader: Medisinsk sengepost Mo i Rana"]])


class DemoPeople(BaseModel):
    """Everybody one may be."""

    items: list[DemoPerson]


class DemoChosen(BaseModel):
    """Who to be."""

    model_config = ConfigDict(extra="forbid")

    person_id: UUID
