"""What the routes of absences take and give."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.organisation.absences.service import Days
from services.organisation.tables import Absence

State = Literal["asked", "accepted", "declined", "cancelled"]


class DaysWritten(BaseModel):
    """When somebody is away, both days included."""

    model_config = ConfigDict(extra="forbid")

    starts: date = Field(examples=["2026-12-07"])
    ends: date = Field(examples=["2026-12-18"])


class AbsenceWritten(DaysWritten):
    """An absence to register; without `person_id` it is one's own."""

    deputy_id: UUID = Field(description="Who is asked to act meanwhile.")
    person_id: UUID | None = Field(default=None, description="For HR, on behalf of somebody.")

    def days(self) -> Days:
        return Days(deputy_id=self.deputy_id, starts=self.starts, ends=self.ends)


class AnswerWritten(BaseModel):
    """Whether one will be the deputy."""

    model_config = ConfigDict(extra="forbid")

    accepted: bool


class AbsenceShown(BaseModel):
    """An absence; the deputy acts while its state is accepted."""

    id: UUID
    person_id: UUID
    deputy_id: UUID
    starts: date
    ends: date
    state: State
    version: int = Field(description="Counts changes of its days; its `ETag`.")

    @classmethod
    def of(cls, absence: Absence) -> Self:
        return cls(
            id=absence.id,
            person_id=absence.person_id,
            deputy_id=absence.deputy_id,
            starts=absence.starts,
            ends=absence.ends,
            state=_state(absence),
            version=absence.version,
        )


def _state(absence: Absence) -> State:
    if absence.cancelled_at is not None:
        return "cancelled"
    if absence.accepted_at is not None:
        return "accepted"
    return "declined" if absence.declined_at is not None else "asked"
