"""Pages by cursor: everything once, in order, whatever is added meanwhile."""

from itertools import product
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlmodel import col, func, select

from services.kit.database import Database
from services.kit.files.tables import StoredFile
from services.kit.paging import Page, PageAsked, page
from services.kit.web import Session
from tests.kit.conftest import Serve

routes = APIRouter()
SORTS: dict[str, Any] = {
    "size": col(StoredFile.size),
    "filename": func.lower(StoredFile.filename),
    "created": col(StoredFile.created_at),
    "id": col(StoredFile.id),
}


class FileOut(BaseModel):
    filename: str

    @classmethod
    def of(cls, row: StoredFile) -> "FileOut":
        return cls(filename=row.filename)


@routes.get("/files")
async def files(
    session: Session,
    asked: PageAsked,
    sort: Annotated[Literal["size", "filename", "created", "id"], Query()] = "size",
    descending: bool = False,
) -> Page[FileOut]:
    found = await page(
        session,
        select(StoredFile),
        asked,
        by=SORTS[sort],
        id=col(StoredFile.id),
        descending=descending,
    )
    return found.shown(FileOut.of)


@routes.get("/pairs")
async def pairs(session: Session, asked: PageAsked) -> Page[tuple[str, int]]:
    query = select(StoredFile.filename, StoredFile.size).where(StoredFile.size > 0)
    return await page(session, query, asked, by=col(StoredFile.size), id=col(StoredFile.id))


@pytest.fixture
async def client(serve: Serve, database: Database) -> httpx.AsyncClient:
    async with database.transaction() as session:
        for number in range(25):
            session.add(row(number))
    return serve(routes, database=database)


def row(number: int) -> StoredFile:
    """Rows with equal sort values among them."""
    name = f"{'Ab'[number % 2]}-{number // 4:02}-{number:02}"
    return StoredFile(
        name=f"n{number}", filename=name, media_type="m", size=number // 4, sha256="h"
    )


async def walk(client: httpx.AsyncClient, path: str, **parameters: Any) -> list[Any]:
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get(path, params=parameters | cursor)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        cursor = {"cursor": answer.json()["next"]}


async def test_every_row_once_in_order(client: httpx.AsyncClient) -> None:
    for sort, descending in product(SORTS, (False, True)):
        paged = await walk(client, "/files", sort=sort, descending=descending, limit=4)
        whole = await walk(client, "/files", sort=sort, descending=descending, limit=200)
        assert paged == whole
        assert len({one["filename"] for one in paged}) == 25


async def test_rows_of_several_columns(client: httpx.AsyncClient) -> None:
    found = await walk(client, "/pairs", limit=10)
    assert [size for _, size in found] == sorted(size for _, size in found)
    assert len(found) == 21


async def test_rows_added_before_the_cursor_move_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    first = (await client.get("/files", params={"limit": 10})).json()
    async with database.transaction() as session:
        session.add(StoredFile(name="x", filename="x", media_type="m", size=-1, sha256="h"))
    second = (await client.get("/files", params={"limit": 10, "cursor": first["next"]})).json()
    shown = [one["filename"] for one in first["items"] + second["items"]]
    assert len(set(shown)) == 20
    assert "x" not in shown


async def test_the_last_page_has_no_next(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/files", params={"limit": 25})).json()
    assert (len(answer["items"]), answer["next"]) == (25, None)


async def test_a_cursor_tells_nothing_of_the_row(client: httpx.AsyncClient) -> None:
    cursors = [
        (await client.get("/files", params={"limit": 1, "sort": "filename"})).json()["next"]
        for _ in range(2)
    ]
    assert cursors[0] != cursors[1]


async def test_nonsense_is_refused(client: httpx.AsyncClient) -> None:
    for cursor in ("x", "", "Zm9v", "é", "A" * 200, "../../etc", "\x00"):
        answer = await client.get("/files", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")
        assert "cursor" in answer.json()["fields"]


async def test_a_cursor_of_another_order_is_refused(client: httpx.AsyncClient) -> None:
    cursor = (await client.get("/files", params={"limit": 1})).json()["next"]
    for other in ({"sort": "filename"}, {"descending": True}):
        answer = await client.get("/files", params={"cursor": cursor} | other)
        assert answer.json()["code"] == "bad_cursor"


async def test_limits_of_the_limit(client: httpx.AsyncClient) -> None:
    for limit in (0, 201, -1, "many"):
        assert (await client.get("/files", params={"limit": limit})).status_code == 422
