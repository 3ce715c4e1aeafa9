"""One commit before the answer, and problems as the answer when it fails."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import text
from sqlmodel import SQLModel

from services.kit import problems
from services.kit.database import Database
from services.kit.errors import Conflict, Invalid, Stale, TooMany
from services.kit.files.tables import StoredFile
from services.kit.settings import Settings
from services.kit.web import Session, etag, require_version


class Body(SQLModel):
    name: str
    percentage: int


def router() -> APIRouter:
    routes = APIRouter()

    @routes.post("/files", status_code=201)
    async def add(session: Session, twice: bool = False) -> dict[str, str]:
        name = uuid4().hex
        for _ in range(2 if twice else 1):
            session.add(StoredFile(name=name, filename="a", media_type="b", size=1, sha256="c"))
        return {"name": name}

    @routes.post("/late", status_code=201)
    async def late(session: Session) -> dict[str, str]:
        # A deferred constraint fails at the commit, after the route has returned.
        await session.exec(text("CREATE TEMP TABLE t (i int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))  # pyright: ignore
        await session.exec(text("INSERT INTO t VALUES (1), (1)"))  # pyright: ignore
        return {}

    @routes.post("/body")
    async def body(sent: Body) -> Body:
        return sent

    @routes.get("/conflict")
    async def conflict() -> None:
        raise Conflict("deadline_passed", "The deadline was {when}.", when="yesterday")

    @routes.get("/many")
    async def many() -> None:
        raise TooMany("too_often", "Too often.", retry_after=7)

    @routes.get("/fields")
    async def fields() -> None:
        raise Invalid("bad", "Bad.", {"a.b": "At most {n}."}, n=3)

    return routes


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.database, app.state.settings = database, Settings()
    problems.install(app)
    app.include_router(router())
    transport = httpx.ASGITransport(app)
    headers = {"Accept-Language": "en"}
    async with httpx.AsyncClient(transport=transport, base_url="http://t", headers=headers) as one:
        yield one


async def _count(database: Database) -> int:
    async with database.transaction() as session:
        return (await session.connection()).execute is not None and (
            await (await session.connection()).execute(text("SELECT count(*) FROM stored_file"))
        ).scalar_one()


class TestSession:
    async def test_commits_before_the_answer(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        assert (await client.post("/files")).status_code == 201
        assert await _count(database) == 1

    async def test_a_statement_that_fails_changes_nothing(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        answer = await client.post("/files", params={"twice": True})
        assert (answer.status_code, answer.json()["code"]) == (409, "done_meanwhile")
        assert await _count(database) == 0

    async def test_a_commit_that_fails_is_never_a_201(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/late")
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_database_away(self, client: httpx.AsyncClient, database: Database) -> None:
        await database.close()
        app = client._transport.app  # pyright: ignore
        app.state.database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
        answer = await client.post("/files")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
