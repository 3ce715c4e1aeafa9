"""What a list of cases can be asked for, and what a line of it holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from fastapi import Depends, Query

from workflows.payloads.codes import Phase

Sort = Literal[
    "created_at",
    "-created_at",
    "wanted_start",
    "-wanted_start",
    "due_at",
    "-due_at",
    "unit",
    "-unit",
]


@dataclass(frozen=True)
class Wanted:
    """Which cases, in which order."""

    unit: UUID | None = None
    phase: tuple[Phase, ...] = ()
    occupation: str | None = None
    adviser: UUID | None = None
    mine: bool = False
    late: bool = False
    open: bool = False
    sort: Sort = "-created_at"
    text: str = ""
    """Part of its title, of its occupation or of the name of its unit, or how its number begins."""
    due: tuple[datetime, datetime] | None = None
    """Its next task is due, or its advert closes, from one instant until before another."""


async def _wanted(
    unit: Annotated[UUID | None, Query(description="This unit and everything below it.")] = None,
    phase: Annotated[list[Phase] | None, Query(description="One of these phases.")] = None,
    occupation: Annotated[str | None, Query(max_length=7, description="STYRK-08.")] = None,
    adviser: Annotated[UUID | None, Query(description="The HR adviser of the case.")] = None,
    member: Annotated[Literal["me"] | None, Query(description="Cases I have a part in.")] = None,
    late: Annotated[bool, Query(description="Only what waits longer than it should.")] = False,
    is_open: Annotated[
        bool, Query(alias="open", description="Only cases that have not ended.")
    ] = False,
    sort: Annotated[Sort, Query(description="A minus turns the order round.")] = "-created_at",
) -> Wanted:
    return Wanted(
        unit, tuple(phase or ()), occupation, adviser, member == "me", late, is_open, sort
    )


WantedDep = Annotated[Wanted, Depends(_wanted)]
"""The query parameters of the list of cases."""


@dataclass(frozen=True)
class Seer:
    """Whose list it is, and the units whose every case they may see."""

    person_id: UUID
    hr_units: frozenset[UUID]


class Line(NamedTuple):
    """A case as the database gives it."""

    id: UUID
    unit_id: UUID
    unit: str
    unit_en: str | None
    title_nb: str | None
    title_en: str | None
    phase: str
    ending: str | None
    position: str
    percentage: int
    occupation: str
    wanted_start: date
    created_at: datetime
    closes_at: datetime | None
    hiring_manager: str | None
    hr_adviser: str | None
    applications: int
    step: str | None
    waits_for: str | None
    waiting_since: datetime | None
    due_at: datetime | None


class Followed(NamedTuple):
    """The same to whoever follows many: how long it has been where it is, and what is usual."""

    line: Line
    entered_at: datetime
    usual: float | None
    """Days that cases of the trust have spent in this phase; None where there were too few."""
    total: int
    """How many such cases there are on all pages together."""
