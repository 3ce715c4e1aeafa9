"""The shapes of exemption requests and public lists in the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.selection.lists.service import PublicLists
from services.selection.lists.tables import ExemptionRequest, PublicList

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class ExemptionShown(BaseModel):
    """A request to be left off the public list. Who asks is hidden, in the reason too."""

    id: UUID = Field(
        description="Of the request. It cannot be joined to the application or its blind number."
    )
    reason: str | None
    asked_at: datetime
    granted: bool | None = Field(description="Null until it is decided.")
    decision_reason: str | None
    decided_by: UUID | None
    decided_at: datetime | None
    withdraw_by: datetime | None = Field(
        description="After a refusal: until when the application may be withdrawn."
    )
    settled_at: datetime | None

    @classmethod
    def of(cls, asked: ExemptionRequest, reason: str | None) -> "ExemptionShown":
        return cls(
            id=asked.id,
            reason=reason,
            asked_at=asked.asked_at,
            granted=asked.granted,
            decision_reason=asked.decision_reason,
            decided_by=asked.decided_by,
            decided_at=asked.decided_at,
            withdraw_by=asked.withdraw_by,
            settled_at=asked.settled_at,
        )


class ExemptionsShown(BaseModel):
    items: list[ExemptionShown]


class ExemptionDecided(BaseModel):
    """An answer to one request, weighed by itself."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"granted": True, "reason": "The applicant's present job would be at risk."}
            ]
        },
    )

    granted: bool
    reason: Reason


class ExemptionRecorded(BaseModel):
    granted: bool
    withdraw_by: datetime | None


class EntryShown(BaseModel):
    """Somebody named on the list."""

    application_id: UUID | None = Field(
        default=None, description="Only to who reads the applications by name."
    )
    name: str
    age: int | None
    occupation: str | None
    municipality: str | None


class PublicListShown(BaseModel):
    """The list of one deadline, as it was frozen."""

    version: int
    deadline: datetime
    frozen_at: datetime
    total: int = Field(description="Everybody, those left off by name too.")
    women: int
    men: int
    entries: list[EntryShown]

    @classmethod
    def of(cls, frozen: PublicList, known: PublicLists) -> "PublicListShown":
        named = [EntryShown.model_validate(entry) for entry in frozen.entries]
        entries = [entry for entry in named if entry.application_id not in known.disowned]
        for entry in entries:
            if entry.application_id and not known.shown(entry.application_id):
                entry.application_id = None
        return cls(
            version=frozen.version,
            deadline=frozen.deadline,
            frozen_at=frozen.frozen_at,
            total=frozen.total,
            women=frozen.women,
            men=frozen.men,
            entries=entries,
        )


class PublicListsShown(BaseModel):
    items: list[PublicListShown]
