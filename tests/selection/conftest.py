"""A case in a database of its own, with the routes of the selection in front of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi import FastAPI

from services.embedded.postgres import Postgres
from services.kit import problems
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.settings import Settings
from services.selection.api import router
from services.selection.service import RECORDERS
from tests.desk import desk_at_once
from tests.prepared import Prepared
from tests.selection.scene import Scene


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, public_url="https://stafett.test")


@pytest.fixture(scope="session")
def routes() -> FastAPI:
    """The routes of the selection; each test gives them a database of its own."""
    app = FastAPI()
    problems.install(app)
    app.include_router(router, prefix="/api/v1")
    return app


def _put_behind(routes: FastAPI, database: Database, settings: Settings) -> None:
    routes.state.database, routes.state.settings = database, settings
    routes.state.desk = desk_at_once(database, RECORDERS)
    routes.state.files = FileStore.open(settings)


@pytest.fixture
async def empty(routes: FastAPI, database: Database, settings: Settings) -> AsyncIterator[Scene]:
    """The routes, and nothing in the database yet."""
    _put_behind(routes, database, settings)
    async with AsyncExitStack() as stack:
        yield Scene(routes, database, settings, stack)


class WithCase(NamedTuple):
    """A database with a case in it, and what stands there."""

    prepared: Prepared
    scene: Scene


@pytest.fixture(scope="session")
async def with_case(postgres: Postgres, tables: Prepared, routes: FastAPI) -> WithCase:
    prepared = Prepared(postgres, "case_in_screening", like=tables.name)
    database = Database(prepared.url, pool=1)
    scene = Scene(routes, database, Settings(), AsyncExitStack())
    await scene.set_up()
    for applicant in ("Ingrid Nyheim", "Jon Storvik", "Sara Guttorm"):
        await scene.apply(applicant)
    await database.close()
    prepared.keep()
    return WithCase(prepared, scene)


@pytest.fixture
async def scene(with_case: WithCase, routes: FastAPI, settings: Settings) -> AsyncIterator[Scene]:
    """A case in screening, a conflict closing one applicant, and three applicants."""
    with with_case.prepared.begun() as url:
        database = Database(url, pool=5)
        _put_behind(routes, database, settings)
        async with AsyncExitStack() as stack:
            yield replace(
                with_case.scene,
                database=database,
                settings=settings,
                stack=stack,
                people=dict(with_case.scene.people),
                applications=dict(with_case.scene.applications),
                clients={},
            )
        await database.close()
