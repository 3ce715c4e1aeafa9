"""The whole application: every route has what every route must have."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from sqlmodel import select

from services import duties
from services.access import audit
from services.access.audit.tables import AuditRoot
from services.app import create_app
from services.kit.codes import decides, is_once
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.openapi import operation_id, routes_of
from services.kit.settings import Settings

WITHOUT_KEY = ("/demo/", "/links/{token}", "/sign-in", "/messages/{message_id}/resend")
"""Signing in answers with a secret, which is stored nowhere; a letter knows that it was sent."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(home=tmp_path_factory.mktemp("home"), postgres_port=1))


@pytest.fixture(scope="module")
def described(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def test_every_operation_has_its_own_id(app: FastAPI) -> None:
    ids = [operation_id(route) for route in routes_of(app) if route.include_in_schema]
    assert sorted(ids) == sorted(set(ids))


def test_every_operation_says_what_it_does(described: dict[str, Any]) -> None:
    known = {tag["name"] for tag in described["tags"]}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation.get("summary"), where
            assert set(operation.get("tags", ["none"])) <= known, where


def test_every_json_body_has_a_valid_example(described: dict[str, Any]) -> None:
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            for body in (operation.get("requestBody", {}), *operation["responses"].values()):
                content = body.get("content", {}).get("application/json")
                if not content or not content["schema"]:
                    continue
                shown = content.get("examples", {"one": {"value": content.get("example")}})
                for example in shown.values():
                    schema = {**content["schema"], "components": described["components"]}
                    found = [
                        error.message
                        for error in Draft202012Validator(schema).iter_errors(example["value"])
                    ]
                    assert found == [], f"{method} {path}"


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    names = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(described)))
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert names - known == set()


def test_names_are_readable(described: dict[str, Any]) -> None:
    assert [name for name in described["components"]["schemas"] if "_" in name] == []


def test_every_post_answers_a_key(app: FastAPI) -> None:
    silent = [
        route.path
        for route in routes_of(app)
        if "POST" in (route.methods or ())
        and route.include_in_schema
        and not (is_once(route) or decides(route))
        and not route.path.startswith(WITHOUT_KEY)
    ]
    assert silent == []


def test_everything_is_below_the_prefix(described: dict[str, Any]) -> None:
    outside = [path for path in described["paths"] if not path.startswith(("/api/v1/", "/health/"))]
    assert outside == []
    assert not [path for path in described["paths"] if path.count("/api/") > 1]


async def test_answers_without_temporal(
    app: FastAPI, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = Settings(
        home=tmp_path_factory.mktemp("alone"),
        database_url=str(database.engine.url),
        temporal_address="127.0.0.1:1",
    )
    alone = create_app(settings)
    transport = httpx.ASGITransport(alone)
    async with (
        alone.router.lifespan_context(alone),
        httpx.AsyncClient(transport=transport, base_url=settings.public_url) as client,
    ):
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/openapi.json")).json()["openapi"].startswith("3.1")
        assert (await client.get("/api/v1/tasks")).status_code == 401


async def test_a_duty_of_the_hour_that_fails_keeps_no_other_from_its_effect(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An object store that is down does not take the root of the audit with it."""

    class Away(FileStore):
        async def sweep(self, *_: Any, **__: Any) -> int:
            raise OSError

    files = Away.open(Settings(home=tmp_path))
    process = uuid4()
    async with database.transaction() as session:
        await audit.record(session, audit.AuditKind.CODE_ASKED, about=process)
    await duties.once(database, files)
    assert "a duty of the hour failed" in caplog.text
    async with database.transaction() as session:
        assert (await session.exec(select(AuditRoot))).one()


async def test_pages_are_not_in_the_description(app: FastAPI) -> None:
    assert "/" not in app.openapi()["paths"]
