"""Handing in an application, and what is kept of it."""

import json
from typing import Any
from uuid import UUID

import httpx
from sqlmodel import SQLModel, col, select

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit.processes.tables import Outbox
from tests.candidates.conftest import Case, World


async def rows(world: World, table: type[SQLModel]) -> list[Any]:
    async with world.database.transaction() as session:
        return list((await session.exec(select(table))).all())


async def send(
    client: httpx.AsyncClient,
    case: Case,
    handed: dict[str, Any],
    *papers: tuple[str, bytes],
    key: str | None = None,
) -> httpx.Response:
    parts: list[tuple[str, tuple[str | None, bytes | str]]] = [
        ("application", (None, json.dumps(handed))),
        *(("papers", paper) for paper in papers),
    ]
    return await client.post(
        f"/adverts/{case.advert_id}/applications",
        files=parts,
        headers={"Idempotency-Key": key} if key else {},
    )


async def read(world: World, application_id: UUID) -> Application:
    async with world.database.transaction() as session:
        return await session.get_one(Application, application_id)


async def told(world: World, application_id: UUID) -> list[str | None]:
    async with world.database.transaction() as session:
        query = select(Outbox.fact).where(Outbox.process_id == application_id)
        return list(await session.exec(query.order_by(col(Outbox.number))))


async def audited(world: World, application_id: UUID) -> list[str]:
    async with world.database.transaction() as session:
        query = select(AuditEvent.kind).where(AuditEvent.chain == application_id)
        return list(await session.exec(query.order_by(col(AuditEvent.number))))
