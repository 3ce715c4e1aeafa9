"""A case in a database of its own, with the routes of the selection in front of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI

from services.kit import problems
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.settings import Settings
from services.selection.api import router
from services.selection.service import RECORDERS
from tests.desk import desk_at_once
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


@pytest.fixture
async def empty(routes: FastAPI, database: Database, settings: Settings) -> AsyncIterator[Scene]:
    """The routes, and nothing in the database yet."""
    routes.state.database, routes.state.settings = database, settings
    routes.state.desk = desk_at_once(database, RECORDERS)
    routes.state.files = FileStore.open(settings)
    async with AsyncExitStack() as stack:
        yield Scene(routes, database, settings, stack)


@pytest.fixture
async def scene(empty: Scene) -> Scene:
    """A case in screening, a conflict closing one applicant, and three applicants."""
    await empty.set_up()
    for name in ("Ingrid Nyheim", "Jon Storvik", "Sara Guttorm"):
        await empty.apply(name)
    return empty
