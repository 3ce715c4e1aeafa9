"""What people ask about an advert."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.kit.database import Row, instant


class Enquiry(Row, table=True):
    """A question of somebody who need not apply, until it has been answered long ago."""

    advert_id: UUID = Field(foreign_key="advert.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    """Who is asked."""
    name: str
    email: str
    question: str
    asked_at: datetime = instant(index=True)
