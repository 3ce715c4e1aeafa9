"""A small application on the kit alone, for routes that a test makes up."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from services.kit import openapi, problems
from services.kit.database import Database
from services.kit.guards import Guards
from services.kit.requests import Requests
from services.kit.settings import Settings

NOWHERE = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
Serve = Callable[..., httpx.AsyncClient]


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def application(settings: Settings, *routers: APIRouter, database: Database = NOWHERE) -> FastAPI:
    """What `services.app` makes of the kit, with these routers under `/api/v1`."""
    app = FastAPI(generate_unique_id_function=openapi.operation_id)
    app.state.settings, app.state.database = settings, database
    problems.install(app)
    openapi.describe(app)
    for router in routers:
        app.include_router(router, prefix="/api/v1")
    app.add_middleware(Requests)
    app.add_middleware(Guards, public_url=settings.public_url)
    return app


@pytest.fixture
async def serve(chosen: Settings) -> AsyncIterator[Serve]:
    """Serve routers under `/api/v1`, in English unless asked otherwise."""
    async with AsyncExitStack() as stack:

        def client(*routers: APIRouter, database: Database = NOWHERE) -> httpx.AsyncClient:
            app = application(chosen, *routers, database=database)
            made = httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url=f"{chosen.public_url}/api/v1",
                headers={"Accept-Language": "en"},
            )
            stack.push_async_callback(made.aclose)
            return made

        yield client
