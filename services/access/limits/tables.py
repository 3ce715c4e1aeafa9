"""How often something was tried, counted in the database by our clock."""

from datetime import datetime

from sqlmodel import Field

from services.kit.database import Named, instant


class RateCount(Named, table=True):
    """Tries of one kind by one subject in the window that began at `window_start`."""

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    """A keyed hash of an address, browser or link; never the thing itself."""
    window_start: datetime = instant()
    tries: int = 0
