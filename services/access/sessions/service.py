"""Open a session, find whose it is, and end it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit, tokens
from services.access.audit import AuditKind
from services.access.sessions import rules, store
from services.access.sessions.store import Found
from services.access.sessions.tables import LoginSession
from services.kit import clock
from services.kit.settings import Settings


@dataclass(frozen=True)
class Opened:
    """A new session; the token is kept nowhere but with whoever gets it now."""

    token: str
    person_id: UUID
    expires_at: datetime


async def begin(
    session: AsyncSession, person_id: UUID, method: rules.Method, at: datetime, settings: Settings
) -> Opened:
    """Open a session, with a token of its own however somebody was signed in before."""
    token = tokens.new_token()
    expires_at = rules.absolute_end(at, settings)
    session.add(
        LoginSession(
            token_hash=tokens.fingerprint(token),
            person_id=person_id,
            method=method,
            created_at=at,
            last_seen_at=at,
            expires_at=expires_at,
        )
    )
    await audit.record(
        session,
        AuditKind.PERSON_SIGNED_IN,
        actor_id=person_id,
        about=person_id,
        data={"method": method},
    )
    return Opened(token=token, person_id=person_id, expires_at=expires_at)


async def resume(
    session: AsyncSession, token: str, at: datetime, settings: Settings
) -> Found | None:
    """The session of a token, if it still holds; its use is noted once a minute.

    A session by demo or identity provider ends when its person has neither employment nor role.
    """
    found = await store.find(session, tokens.fingerprint(token), clock.today())
    if found is None:
        return None
    staff = found.method in rules.STAFF_METHODS
    if not rules.holds(
        at=at,
        last_seen_at=found.last_seen_at,
        expires_at=found.expires_at,
        ended_at=found.ended_at,
        idle=settings.session_idle_staff if staff else settings.session_idle,
    ):
        return None
    if staff and not found.works_here:
        await store.end(session, tokens.fingerprint(token), at)
        return None
    if rules.worth_noting(at, found.last_seen_at):
        await store.touch(session, found.id, at)
    return found


async def end(session: AsyncSession, token: str, person_id: UUID, at: datetime) -> None:
    """Sign out."""
    await store.end(session, tokens.fingerprint(token), at)
    await audit.record(session, AuditKind.PERSON_SIGNED_OUT, actor_id=person_id, about=person_id)
