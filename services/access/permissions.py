"""Who is asking: the type by which a route says that somebody must be signed in.

`SignedIn` belongs in the signature of every route of staff, `LetIn` in those of candidates and
referees. Parts in a case are types of `services.recruitment.permissions`.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from services.access.sessions import service
from services.access.sessions.rules import Method, sign_in_needed
from services.access.sessions.store import Found
from services.access.store import Part, parts_in_case
from services.kit import clock
from services.kit.errors import Unauthenticated
from services.kit.idempotency import SESSION_COOKIE
from services.kit.web import DatabaseDep, SettingsDep, language_of
from services.organisation.rules import RoleName

__all__ = [
    "Actor",
    "Anybody",
    "LetIn",
    "Part",
    "RoleHeld",
    "SessionToken",
    "SignedIn",
    "actor_of",
    "parts_in_case",
]

_bearer = HTTPBearer(
    auto_error=False, scheme_name="bearer", description="The token of a session, in a header."
)
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    scheme_name="cookie",
    description="The same, in a browser.",
)


@dataclass(frozen=True)
class RoleHeld:
    """A role that holds today, on a unit and everything below it."""

    role: RoleName
    unit_id: UUID
    trust_id: UUID


@dataclass(frozen=True)
class Actor:
    """Who is signed in."""

    person_id: UUID
    language: str
    email: str
    roles: tuple[RoleHeld, ...] = ()
    name: str = ""
    outside: bool = False
    """Came by a mailed link: a mailbox opens what one has applied for or been asked for, and
    nothing that comes with the work, nor with work that has ended."""

    @property
    def role_names(self) -> frozenset[RoleName]:
        return frozenset(held.role for held in self.roles)

    def units_with(self, roles: Collection[RoleName]) -> frozenset[UUID]:
        """The units on which one of these roles is held (it holds below them too)."""
        return frozenset(held.unit_id for held in self.roles if held.role in roles)


def actor_of(found: Found) -> Actor:
    """The person of a session that holds."""
    by_link = found.method == Method.LINK
    held = () if by_link else found.roles
    return Actor(
        person_id=found.person_id,
        language=found.language,
        email=found.email,
        name=found.name,
        roles=tuple(RoleHeld(RoleName(one.role), one.unit_id, one.trust_id) for one in held),
        outside=by_link,
    )


async def session_token(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> str | None:
    """The token as it was sent: the header counts before the cookie."""
    return credentials.credentials if credentials else cookie


SessionToken = Annotated[str | None, Depends(session_token)]


async def let_in(
    request: Request, token: SessionToken, database: DatabaseDep, settings: SettingsDep
) -> Actor:
    """The person of the session; 401 without one that holds.

    Not in the transaction of the route: one that decides must hold none.
    """
    if not token:
        raise Unauthenticated
    async with database.statements() as session:
        found = await service.resume(session, token, clock.now(), settings)
    if found is None:
        raise Unauthenticated
    actor = actor_of(found)
    request.state.language = actor.language
    request.state.actor = actor = replace(actor, language=language_of(request))
    return actor


LetIn = Annotated[Actor, Depends(let_in)]
"""Whoever has a session, by a mailed link too: for what candidates and referees do, staff among
them."""


async def perhaps(
    request: Request, token: SessionToken, database: DatabaseDep, settings: SettingsDep
) -> Actor | None:
    """The same; None without a session that holds."""
    try:
        return await let_in(request, token, database, settings)
    except Unauthenticated:
        return None


Anybody = Annotated[Actor | None, Depends(perhaps)]
"""Whoever reads what is for everybody, if it is known who that is."""


async def signed_in(actor: LetIn) -> Actor:
    """The same; 403 to whoever came by a mailed link and not by the employer's sign-in."""
    if actor.outside:
        raise sign_in_needed()
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]
