"""Numbers are served, and the outbox says how far behind it is."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from prometheus_client import REGISTRY

from services.embedded.children import free_port
from services.kit import clock, metrics
from services.kit.database import Database
from services.kit.processes.tables import Outbox, Process
from services.kit.settings import Settings


async def test_outbox(database: Database) -> None:
    await metrics.look_at_outbox(database)
    assert REGISTRY.get_sample_value("stafett_outbox_lag_seconds") == 0
    process = Process(id=uuid4(), kind="recruitment", trust_id=uuid4())
    async with database.transaction() as session:
        session.add(process)
        await session.flush()
        for number, age in enumerate((50, 30)):
            created = clock.now() - timedelta(seconds=age)
            session.add(Outbox(process_id=process.id, number=number, created_at=created))
    await metrics.look_at_outbox(database)
    assert REGISTRY.get_sample_value("stafett_outbox_waiting") == 2
    lag = REGISTRY.get_sample_value("stafett_outbox_lag_seconds")
    assert lag == pytest.approx(50, abs=5)


async def test_each_process_serves_its_own() -> None:
    port = free_port()
    settings = Settings(metrics_port=port, web_processes=2)
    first, second, third = [metrics.serve(settings) for _ in range(3)]
    assert (first, second, third) == (port, port + metrics.FURTHER, None)
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert "stafett_request_seconds" in answer.text
