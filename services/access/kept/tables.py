"""What somebody had typed when their session ended."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.kit.database import Row, instant


class KeptForm(Row, table=True):
    """One form, for the person of the session that ended, in the browser it was typed in."""

    browser_hash: str = Field(unique=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    path: str
    """Where it was on its way to."""
    sealed: bytes
    """Its fields, encrypted: they may tell of anybody."""
    expires_at: datetime = instant()
