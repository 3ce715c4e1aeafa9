"""Sessions of people who are signed in."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.kit.database import Row, instant


class LoginSession(Row, table=True):
    """One sign-in in one browser or program; of its token only the hash is kept."""

    token_hash: str = Field(unique=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    method: str
    """demo, oidc or link: how the person proved who they are"""
    last_seen_at: datetime = instant()
    expires_at: datetime = instant()
    """The absolute end, however much the session is used."""
    ended_at: datetime | None = instant(nullable=True)


class SignInAttempt(Row, table=True):
    """A sign-in on its way through the identity provider, bound to the browser that began it."""

    state_hash: str = Field(unique=True)
    browser_hash: str
    nonce: str
    verifier: str
    """The PKCE secret; worth nothing without the code that the provider gives this client."""
    language: str = "nb"
    next_path: str = "/"
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)
