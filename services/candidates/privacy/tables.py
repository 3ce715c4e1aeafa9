"""What was erased."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.kit.database import Named, instant


class Erased(Named, table=True):
    """The id of an application whose content was erased; applied again after every restore."""

    application_id: UUID = Field(primary_key=True)
    at: datetime = instant(index=True)
