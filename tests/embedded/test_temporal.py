"""The embedded Temporal server: keeps what it was told, and lets nobody else at its file."""

from pathlib import Path

import pytest
from temporalio.client import Client

from services.embedded.children import StartError, free_port
from services.embedded.temporal import TemporalServer


async def test_what_was_started_is_there_after_a_crash(tmp_path: Path) -> None:
    server = TemporalServer(tmp_path, free_port())
    server.start()
    client = await Client.connect(server.address)
    await client.start_workflow("Anything", id="kept", task_queue="nobody")
    with pytest.raises(StartError, match="already running"):
        TemporalServer(tmp_path, free_port(), patience=0).start()
    server.kill()
    assert server.ended() is None
    server.start()
    assert (await client.get_workflow_handle("kept").describe()).id == "kept"
    server.stop()


def test_a_taken_port_names_the_setting(temporal_server: TemporalServer, tmp_path: Path) -> None:
    port = int(temporal_server.address.rpartition(":")[2])
    with pytest.raises(StartError, match="STAFETT_TEMPORAL_PORT"):
        TemporalServer(tmp_path, port).start()
    with pytest.raises(StartError, match="STAFETT_TEMPORAL_UI_PORT"):
        TemporalServer(tmp_path, free_port(), port).start()
