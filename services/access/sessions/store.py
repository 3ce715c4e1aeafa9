"""Every statement about sessions."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Date, Executable, and_, bindparam, exists, literal
from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.sessions.tables import LoginSession, SignInAttempt
from services.organisation.tables import Employment, Person, Role, Unit, holds_on


@dataclass(frozen=True)
class Held:
    """A role that holds today."""

    role: str
    unit_id: UUID
    trust_id: UUID


@dataclass(frozen=True)
class Found:
    """A session, whose it is, and what they are."""

    id: UUID
    person_id: UUID
    method: str
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    name: str
    email: str
    language: str
    employed: bool
    roles: tuple[Held, ...]

    @property
    def works_here(self) -> bool:
        return self.employed or bool(self.roles)


@cache
def _found() -> Executable:
    today = bindparam("today", type_=Date())
    employed = exists(literal(1)).where(
        col(Employment.person_id) == col(LoginSession.person_id),
        holds_on(Employment, today),
    )
    return (
        select_columns(
            col(LoginSession.id),
            col(LoginSession.person_id),
            col(LoginSession.method),
            col(LoginSession.last_seen_at),
            col(LoginSession.expires_at),
            col(LoginSession.ended_at),
            col(Person.name),
            col(Person.email),
            col(Person.language),
            employed.label("employed"),
            col(Role.role),
            col(Role.unit_id),
            col(Unit.trust_id),
        )
        .join(Person, col(Person.id) == col(LoginSession.person_id))
        .outerjoin(
            Role,
            and_(
                col(Role.person_id) == col(LoginSession.person_id),
                holds_on(Role, today),
            ),
        )
        .outerjoin(Unit, col(Unit.id) == col(Role.unit_id))
        .where(col(LoginSession.token_hash) == bindparam("token_hash"))
        .order_by(col(Role.role), col(Role.unit_id))
    )


async def find(session: AsyncSession, token_hash: str, today: date) -> Found | None:
    """A session with its person and the roles that hold today, in one statement."""
    given = {"token_hash": token_hash, "today": today}
    rows = (await PlainSession.execute(session, _found(), given)).all()
    if not rows:
        return None
    first = rows[0]
    held = tuple(Held(row.role, row.unit_id, row.trust_id) for row in rows if row.role)
    return Found(
        id=first.id,
        person_id=first.person_id,
        method=first.method,
        last_seen_at=first.last_seen_at,
        expires_at=first.expires_at,
        ended_at=first.ended_at,
        name=first.name,
        email=first.email,
        language=first.language,
        employed=first.employed,
        roles=held,
    )


async def touch(session: AsyncSession, session_id: UUID, at: datetime) -> None:
    """Note that a session was used."""
    await session.exec(
        update(LoginSession).where(col(LoginSession.id) == session_id).values(last_seen_at=at)
    )


async def end(session: AsyncSession, token_hash: str, at: datetime) -> None:
    """End a session that has not ended."""
    await session.exec(
        update(LoginSession)
        .where(col(LoginSession.token_hash) == token_hash, col(LoginSession.ended_at).is_(None))
        .values(ended_at=at)
    )


async def attempt(session: AsyncSession, state_hash: str) -> SignInAttempt | None:
    """A sign-in under way, locked."""
    query = select(SignInAttempt).where(SignInAttempt.state_hash == state_hash).with_for_update()
    return (await session.exec(query)).first()
