"""Whether this process lives, and whether it can do its work."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from temporalio.service import RPCError

from services.kit.database import Database
from services.kit.problems import problems
from services.kit.web import DatabaseDep

MIGRATIONS = Path(__file__).parents[2] / "migrations"
PATIENCE = 2.0
"""Seconds that each part has to answer."""

Found = Literal["ok", "away", "behind"]

router = APIRouter(prefix="/health", tags=["health"])


class Live(BaseModel):
    """The process answers."""

    status: Literal["live"] = "live"


class Ready(BaseModel):
    """What this process stands on; `degraded` still takes in whatever people hand in."""

    status: Literal["ready", "degraded", "failing"]
    database: Found
    migrations: Found
    temporal: Found


@router.get("/live")
async def live() -> Live:
    """The process answers; says nothing of what it stands on."""
    return Live()


@router.get("/ready", responses={503: {"model": Ready}} | problems(500))
async def ready(request: Request, response: Response, database: DatabaseDep) -> Ready:
    """Database, migrations and Temporal; 503 without the first two.

    Without Temporal the process is degraded, not failing: what people hand in is stored all the
    same, and only decisions must wait.
    """
    tables, processes = await asyncio.gather(_database_and_migrations(database), _temporal(request))
    status: Literal["ready", "degraded", "failing"] = "ready"
    if tables != ("ok", "ok"):
        status = "failing"
        response.status_code = 503
    elif processes != "ok":
        status = "degraded"
    return Ready(status=status, database=tables[0], migrations=tables[1], temporal=processes)


async def _database_and_migrations(database: Database) -> tuple[Found, Found]:
    try:
        async with asyncio.timeout(PATIENCE), database.transaction() as session:
            connection = await session.connection()
            exists = text("SELECT to_regclass('alembic_version') IS NOT NULL")
            if not (await connection.execute(exists)).scalar_one():
                return "ok", "behind"
            versions = await connection.execute(text("SELECT version_num FROM alembic_version"))
            return "ok", "ok" if frozenset(map(str, versions.scalars())) == _heads() else "behind"
    except (SQLAlchemyError, PoolTimeout, TimeoutError, OSError):
        return "away", "away"


async def _temporal(request: Request) -> Found:
    try:
        async with asyncio.timeout(PATIENCE):
            client = await request.app.state.temporal.client()
            return "ok" if await client.service_client.check_health() else "away"
    except (RPCError, RuntimeError, OSError, TimeoutError):
        return "away"


@cache
def _heads() -> frozenset[str]:
    # Its import costs a third of a second, and only whoever asks for readiness needs it.
    from alembic.script import ScriptDirectory

    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())
