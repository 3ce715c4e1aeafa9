"""A case, brought by the routes of the selection as far as a test needs it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

import pytest
from fastapi import FastAPI

from services.kit import problems
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.settings import Settings
from services.selection.api import router
from services.selection.service import RECORDERS
from tests.desk import desk_at_once
from tests.prepared import Prepared, Way
from tests.selection.scene import INTERVIEWED, SCREENED, SHORTLISTED, Scene, in_screening

Brought = Callable[..., Awaitable[Scene]]
"""Takes the steps that lead to where a test begins."""


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """With files that outlast a test: a step may have handed them in."""
    return Settings(home=tmp_path_factory.mktemp("selection"), public_url="https://stafett.test")


@pytest.fixture(scope="session")
def routes(settings: Settings) -> FastAPI:
    """The routes of the selection; each test gives them a database of its own."""
    app = FastAPI()
    problems.install(app)
    app.include_router(router, prefix="/api/v1")
    app.state.settings, app.state.files = settings, FileStore.open(settings)
    return app


@pytest.fixture(scope="session")
def way(tables: Prepared) -> Way[Scene]:
    return Way(tables)


@pytest.fixture
async def brought(
    way: Way[Scene], routes: FastAPI, database: Database, settings: Settings
) -> AsyncIterator[Brought]:
    routes.state.database, routes.state.desk = database, desk_at_once(database, RECORDERS)
    async with AsyncExitStack() as stack:
        yield partial(way.after, Scene(routes, database, settings, stack))


@pytest.fixture
async def empty(brought: Brought) -> Scene:
    """The routes, and nothing in the database yet."""
    return await brought()


@pytest.fixture
async def scene(brought: Brought) -> Scene:
    """A case in screening, a conflict closing one applicant, and three applicants."""
    return await brought(in_screening)


@pytest.fixture
async def declared(brought: Brought) -> Scene:
    """The same, where every member has declared that there is no conflict."""
    return await brought(in_screening, Scene.declare)


@pytest.fixture
async def screened(brought: Brought) -> Scene:
    """The same, all found qualified."""
    return await brought(*SCREENED)


@pytest.fixture
async def shortlisted(brought: Brought) -> Scene:
    """The same, with the first two on the shortlist and nobody invited."""
    return await brought(*SHORTLISTED)


@pytest.fixture
async def interviewed(brought: Brought) -> Scene:
    """The same a week later: both have been interviewed."""
    return await brought(*INTERVIEWED)
