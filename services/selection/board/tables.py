"""What was before something was done for many, as long as it can be undone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from services.kit.database import Row, instant


class Undoable(Row, table=True):
    """One thing done for many applicants; swept when nobody can undo it any more."""

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    """Who did it, and alone may undo it."""
    done_at: datetime = instant(index=True)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What stood before, as `board.undoing` writes and reads it."""
