"""One commit before the answer, and versions of what people edit."""

from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter
from sqlalchemy import text
from sqlmodel import select

from services.kit.database import Database
from services.kit.errors import Stale, VersionUnsaid
from services.kit.files.tables import StoredFile
from services.kit.web import Session, etag, require_version
from tests.kit.conftest import Serve

routes = APIRouter()


@routes.post("/files", status_code=201)
async def add(session: Session, copies: int = 1) -> dict[str, str]:
    name = uuid4().hex
    for _ in range(copies):
        session.add(StoredFile(name=name, filename="a", media_type="b", size=1, sha256="c"))
    return {"name": name}


@routes.post("/late", status_code=201)
async def late(session: Session) -> dict[str, str]:
    """Break a rule that PostgreSQL looks at when it commits, after the route has returned."""
    session.add(StoredFile(name="late", filename="a", media_type="b", size=1, sha256="c"))
    connection = await session.connection()
    await connection.execute(
        text("CREATE TEMP TABLE late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    )
    await connection.execute(text("INSERT INTO late VALUES (1), (1)"))
    return {}


@routes.post("/failing", status_code=201)
async def failing(session: Session) -> dict[str, str]:
    session.add(StoredFile(name="failing", filename="a", media_type="b", size=1, sha256="c"))
    await session.flush()
    raise Stale


@pytest.fixture
def client(serve: Serve, database: Database) -> httpx.AsyncClient:
    return serve(routes, database=database)


async def stored(database: Database) -> int:
    async with database.transaction() as session:
        return len((await session.exec(select(StoredFile))).all())


class TestSession:
    async def test_is_committed_when_the_answer_comes(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        assert (await client.post("/files")).status_code == 201
        assert await stored(database) == 1

    async def test_is_rolled_back_by_an_error(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        assert (await client.post("/failing")).status_code == 412
        assert await stored(database) == 0

    async def test_is_rolled_back_by_a_failing_statement(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        answer = await client.post("/files", params={"copies": 2})
        assert (answer.status_code, answer.json()["code"]) == (409, "done_meanwhile")
        assert await stored(database) == 0

    async def test_a_commit_that_fails_is_not_answered_by_201(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        answer = await client.post("/late")
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        assert await stored(database) == 0

    async def test_without_a_database_nothing_is_promised(self, serve: Serve) -> None:
        client = serve(routes)
        answer = await client.post("/files")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"] == "2"


class TestRequireVersion:
    @pytest.mark.parametrize("tag", ['"3"', 'W/"3"', "*", '"1", "3"'])
    def test_the_version_that_was_read(self, tag: str) -> None:
        require_version(tag, 3)

    @pytest.mark.parametrize("tag", ['"2"', "3", "", "nonsense"])
    def test_any_other_is_stale(self, tag: str) -> None:
        with pytest.raises(Stale):
            require_version(tag, 3)

    def test_has_to_be_said(self) -> None:
        with pytest.raises(VersionUnsaid) as refused:
            require_version(None, 3)
        assert refused.value.code == "if_match_missing"

    def test_is_the_etag(self) -> None:
        require_version(etag(7), 7)
