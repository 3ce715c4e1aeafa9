"""A key gives the first answer again, whatever crashes between."""

import asyncio
from datetime import timedelta
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Form, Response, UploadFile
from sqlalchemy import text
from sqlmodel import select

from services.kit import clock
from services.kit.database import Database
from services.kit.errors import Conflict
from services.kit.files.tables import StoredFile
from services.kit.idempotency import KEPT_FOR, Route, forget_old_keys
from services.kit.processes.tables import IdempotencyKey
from services.kit.web import Session
from tests.kit.conftest import Serve

KEY = {"Idempotency-Key": "7d9c8f0e-2a39-4d0a-9f5e-0d5a3c5f6b11"}


class Gate:
    """Lets a test stop a request in the middle."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()
        self.closed = False

    async def pass_through(self) -> None:
        self.reached.set()
        if self.closed:
            await self.opened.wait()


@pytest.fixture
def gate() -> Gate:
    return Gate()


def file(name: str) -> StoredFile:
    return StoredFile(name=name, filename="a", media_type="b", size=1, sha256="c")


@pytest.fixture
def client(serve: Serve, database: Database, gate: Gate) -> httpx.AsyncClient:
    routes = APIRouter(route_class=Route)
    calls = iter(range(1000))

    @routes.post("/files", status_code=201)
    async def add(session: Session, response: Response, body: dict[str, str]) -> dict[str, str]:
        name = f"{body['name']}-{next(calls)}"
        session.add(file(name))
        response.headers["Location"] = f"/files/{name}"
        response.headers["Set-Cookie"] = "secret=1"
        await gate.pass_through()
        return {"name": name}

    @routes.post("/papers", status_code=201)
    async def papers(
        session: Session, application: Annotated[str, Form()], papers: UploadFile
    ) -> dict[str, str]:
        name = f"{application}-{papers.filename}-{len(await papers.read())}-{next(calls)}"
        session.add(file(name))
        return {"name": name}

    @routes.post("/refused", status_code=201)
    async def refused(session: Session) -> None:
        session.add(file(f"refused-{next(calls)}"))
        raise Conflict("no", "No.")

    @routes.post("/nothing", status_code=204)
    async def nothing(session: Session) -> None:
        session.add(file(f"nothing-{next(calls)}"))

    del add, papers, refused, nothing
    return serve(routes, database=database)


async def names(database: Database) -> list[str]:
    async with database.transaction() as session:
        return list((await session.exec(select(StoredFile.name))).all())


class TestKey:
    async def test_the_second_request_gets_the_first_answer(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        first = await client.post("/files", json={"name": "a"}, headers=KEY)
        second = await client.post("/files", json={"name": "a"}, headers=KEY)
        assert (second.status_code, second.json()) == (201, first.json())
        assert second.headers["location"] == first.headers["location"]
        assert second.headers["content-type"] == "application/json"
        assert "set-cookie" not in second.headers
        assert len(await names(database)) == 1

    async def test_without_a_key_each_request_counts(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        for _ in range(2):
            await client.post("/files", json={"name": "a"})
        assert len(await names(database)) == 2

    async def test_an_empty_answer(self, client: httpx.AsyncClient, database: Database) -> None:
        answers = [await client.post("/nothing", headers=KEY) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [204, 204]
        assert len(await names(database)) == 1

    async def test_another_request_with_the_key_is_refused(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        await client.post("/files", json={"name": "a"}, headers=KEY)
        for path, name in (("/files", "b"), ("/files?x=1", "a"), ("/nothing", "a")):
            answer = await client.post(path, json={"name": name}, headers=KEY)
            assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert len(await names(database)) == 1

    async def test_somebody_else_may_have_the_same_key(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        for token in ("one", "two"):
            headers = KEY | {"Authorization": f"Bearer {token}"}
            answer = await client.post("/files", json={"name": "a"}, headers=headers)
            assert answer.status_code == 201
        assert len(await names(database)) == 2

    async def test_a_form_sent_again_has_another_boundary(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        async def send(content: bytes) -> httpx.Response:
            return await client.post(
                "/papers",
                data={"application": "a"},
                files={"papers": ("cv.pdf", content)},
                headers=KEY,
            )

        first, second = await send(b"x" * 3_000_000), await send(b"x" * 3_000_000)
        assert first.request.headers["content-type"] != second.request.headers["content-type"]
        assert (second.status_code, second.json()) == (201, first.json())
        assert (await send(b"y" * 3_000_000)).status_code == 422
        assert len(await names(database)) == 1

    async def test_a_refusal_is_not_kept(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        for _ in range(2):
            assert (await client.post("/refused", headers=KEY)).status_code == 409
        assert await names(database) == []

    async def test_a_bad_key(self, client: httpx.AsyncClient) -> None:
        for key in (b"", b"with space", "é".encode(), b"x" * 256):
            answer = await client.post("/nothing", headers={b"Idempotency-Key": key})
            assert (answer.status_code, answer.json()["code"]) == (422, "bad_idempotency_key")


class TestAtTheSameTime:
    async def test_the_second_is_told_that_the_first_is_under_way(
        self, client: httpx.AsyncClient, database: Database, gate: Gate
    ) -> None:
        gate.closed = True
        first = asyncio.create_task(client.post("/files", json={"name": "a"}, headers=KEY))
        await gate.reached.wait()
        second = await client.post("/files", json={"name": "a"}, headers=KEY)
        assert (second.status_code, second.json()["code"]) == (409, "request_in_flight")
        gate.opened.set()
        assert (await first).status_code == 201
        third = await client.post("/files", json={"name": "a"}, headers=KEY)
        assert third.json() == (await first).json()
        assert len(await names(database)) == 1

    async def test_of_twenty_one_counts(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        async def send() -> httpx.Response:
            return await client.post("/files", json={"name": "a"}, headers=KEY)

        answers = await asyncio.gather(*(send() for _ in range(20)))
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert len({answer.text for answer in answers if answer.status_code == 201}) == 1
        assert len(await names(database)) == 1


class TestCrash:
    async def test_when_the_commit_fails_neither_effect_nor_answer_stays(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        async with database.transaction() as session:
            connection = await session.connection()
            await connection.execute(
                text("ALTER TABLE idempotency_key ADD CONSTRAINT never CHECK (status <> 201)")
            )
        answer = await client.post("/files", json={"name": "a"}, headers=KEY)
        assert answer.status_code == 500
        assert await names(database) == []
        async with database.transaction() as session:
            connection = await session.connection()
            await connection.execute(text("ALTER TABLE idempotency_key DROP CONSTRAINT never"))
        assert (await client.post("/files", json={"name": "a"}, headers=KEY)).status_code == 201
        assert len(await names(database)) == 1


async def test_old_keys_are_forgotten(database: Database) -> None:
    ages = {"young": KEPT_FOR - timedelta(hours=1), "old": KEPT_FOR + timedelta(hours=1)}
    async with database.transaction() as session:
        for key, age in ages.items():
            session.add(
                IdempotencyKey(actor="a", key=key, request_hash="h", created_at=clock.now() - age)
            )
    async with database.transaction() as session:
        assert await forget_old_keys(session) == 1
    async with database.transaction() as session:
        assert (await session.exec(select(IdempotencyKey.key))).all() == ["young"]
