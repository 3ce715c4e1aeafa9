"""What the routes of links take and give."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.access.links.tables import Link, LinkKind

Browser = Annotated[
    str, StringConstraints(min_length=20, max_length=100, pattern="^[A-Za-z0-9_-]+$")
]


class LinkShown(BaseModel):
    """What a link leads to."""

    kind: LinkKind
    expires_at: datetime
    browser: str = Field(description="For programs without cookies: send it when asking a code.")

    @classmethod
    def of(cls, link: Link, browser: str) -> Self:
        return cls(kind=LinkKind(link.kind), expires_at=link.expires_at, browser=browser)


class AskedWritten(BaseModel):
    """Who asks, where there is no cookie to tell."""

    model_config = ConfigDict(extra="forbid")

    browser: Browser | None = None


class AskedShown(BaseModel):
    """A code is on its way."""

    browser: str = Field(description="For programs without cookies: send it with the code.")
    expires_at: datetime


class CodeWritten(BaseModel):
    """The six digits of the mail."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern="^[0-9]{6}$", examples=["271828"])
    browser: Browser | None = None
