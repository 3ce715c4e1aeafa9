"""What somebody has kept of the list of cases, and what was done for many cases at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from services.kit.database import Row


class KeptList(Row, table=True):
    """The columns somebody has chosen, and the filters they have given a name."""

    person_id: UUID = Field(foreign_key="person.id", unique=True)
    columns: list[str] | None = Field(default=None, sa_type=JSON)
    """None: those that are shown to whoever has chosen none."""
    views: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]], sa_type=JSON)
    """Each with `name`, `query` and whether it comes `first`."""


class CaseRun(Row, table=True):
    """One action for many cases: what became of each. For whoever did it to look back at."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    action: str
    """A code of `services.recruitment.pipeline.schemas.Action`."""
    chosen: int
    """How many cases it was for; fewer `outcomes` say that it was broken off."""
    outcomes: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]], sa_type=JSON)
    """In order: `case`, and where it was refused `code`, `message` and `values`."""
