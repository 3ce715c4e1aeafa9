"""Applications that are being written, and not sent yet."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.kit.database import Row, instant


class ApplicationDraft(Row, table=True):
    """What one browser has written for one advert.

    It is nobody's: no person is named, and only the browser has the key to what is in it.
    """

    key_hash: str = Field(unique=True)
    advert_id: UUID = Field(foreign_key="advert.id", index=True)
    sealed: bytes
    """What was typed, encrypted with the browser's own key."""
    saved_at: datetime = instant(index=True)


class DraftPaper(Row, table=True):
    """A file that goes with it, by the field of the form it was chosen in."""

    draft_id: UUID = Field(foreign_key="application_draft.id", index=True)
    file_id: UUID = Field(foreign_key="stored_file.id", unique=True)
    field: str
    kind: str
