"""Ready means database and migrations; without Temporal it is degraded."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.kit import health, problems
from services.kit.database import Database
from services.kit.processes.client import Temporal
from services.kit.settings import Settings
from tests.kit.conftest import NOWHERE


def client(database: Database, settings: Settings) -> httpx.AsyncClient:
    app = FastAPI()
    app.state.database, app.state.settings = database, settings
    app.state.temporal = Temporal(settings)
    problems.install(app)
    app.include_router(health.router)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t/health")


@pytest.fixture
def nowhere(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, temporal_address="127.0.0.1:1")


async def test_live(nowhere: Settings) -> None:
    async with client(NOWHERE, nowhere) as asked:
        assert (await asked.get("/live")).json() == {"status": "live"}


async def test_without_a_database(nowhere: Settings) -> None:
    async with client(NOWHERE, nowhere) as asked:
        answer = await asked.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "database": "away",
        "migrations": "away",
        "temporal": "away",
    }


async def test_without_temporal_it_is_degraded(nowhere: Settings, database: Database) -> None:
    async with client(database, nowhere) as asked:
        answer = await asked.get("/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["migrations"] == "ok"


async def test_behind(
    nowhere: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_heads", lambda: frozenset({"the next one"}))
    async with client(database, nowhere) as asked:
        answer = await asked.get("/ready")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "behind")
