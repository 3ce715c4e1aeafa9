"""Handing in an application, and what is kept of it."""

import json
from typing import Any

import httpx
from sqlmodel import SQLModel, select

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
