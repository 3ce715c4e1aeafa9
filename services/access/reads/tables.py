"""Who has read what about whom."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.kit.database import Row, instant


class ReadLog(Row, table=True):
    """One reading of an application, a reference or another classed thing (Normen, logging)."""

    at: datetime = instant(index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    """Who read."""
    process_id: UUID | None = Field(default=None, index=True)
    about: UUID | None = Field(default=None, index=True)
    """Whose, or which, was read."""
    what: str
    reason: str
