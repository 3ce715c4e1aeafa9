"""Async sessions, and the one place where they are committed."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic
from typing import Any, cast
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import declared_attr
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


INSTANT = cast("type[DateTime]", DateTime(timezone=True))
"""For `sa_type`, which takes an object too but does not say so."""


def instant(*, index: bool = False, nullable: bool = False) -> Any:
    """A column for an instant, always with its time zone."""
    return Field(
        default=None if nullable else ...,
        sa_type=INSTANT,
        index=index,
        nullable=nullable,
    )


def identity() -> Any:
    """A random primary key that says nothing of what it names."""
    return Field(default_factory=uuid4, primary_key=True)


class Named(SQLModel):
    """A table is called what its class is called, in lower case with underscores."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # pyright: ignore[reportIncompatibleVariableOverride] # noqa: N805 - SQLAlchemy hands it the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Row(Named):
    """What every table has: a random id and the instant it was written."""

    id: UUID = identity()
    created_at: datetime = Field(
        default_factory=clock.now,
        sa_type=INSTANT,
    )


def is_away(error: Exception) -> bool:
    """Whether an error says that the database could not be reached, or takes nobody just now."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, psycopg.OperationalError):
        return isinstance(original, PoolTimeout)
    # Classes 08, 53 and 57P: connection, resources, shutdown; without a code, no connection.
    return (original.sqlstate or "08").startswith(("08", "53", "57P"))


TRUSTED = 1.0
"""Seconds after its last use within which a connection is taken to be alive."""
_USED = "used"
_LAST = "written last"


class Database:
    """The engine of this process."""

    def __init__(self, url: str, *, pool: int = 20) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool,
            max_overflow=pool,
            # What people wrote stays out of error texts, and so out of logs.
            hide_parameters=True,
            # A commit behind a dead process's lock would hang for ever without these.
            connect_args={
                "connect_timeout": 5,
                "options": "-c lock_timeout=15s -c statement_timeout=30s",
            },
        )
        _ping_after_idling(self.engine)
        self._sessions = async_sessionmaker(
            self.engine, class_=AsyncSession, expire_on_commit=False
        )
        self._single = async_sessionmaker(
            self.engine.execution_options(isolation_level="AUTOCOMMIT"), class_=AsyncSession
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """One unit of work: committed at the end, rolled back on any error.

        This is the only commit in the program; requests and activities both run inside it.
        """
        async with self._sessions() as session, session.begin():
            yield session
            for write in session.info.pop(_LAST, ()):
                await write(session)

    @asynccontextmanager
    async def statements(self) -> AsyncGenerator[AsyncSession]:
        """Statements that each stand for themselves, for what only looks something up.

        Without the two turns to the database that a transaction takes to begin and to end.
        """
        async with self._single() as session:
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


def at_the_end(session: AsyncSession, write: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Have something written as the last thing before a transaction is committed."""
    session.info.setdefault(_LAST, []).append(write)


def _ping_after_idling(engine: AsyncEngine) -> None:
    """Try a connection that was not used for a while before it is used again.

    To try it every time would cost every transaction a further round trip. Where the database was
    started again a moment ago, the first to use the old connection fails and the pool is renewed.
    """
    pool, dialect = engine.sync_engine, engine.dialect

    @event.listens_for(pool, "checkin")
    def _(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_USED] = monotonic()

    @event.listens_for(pool, "checkout")
    def _(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if monotonic() - record.info.get(_USED, monotonic()) < TRUSTED:
            return
        try:
            dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error
