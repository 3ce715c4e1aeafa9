"""Record the histories that the tests replay: `python -m tests.workflows.record`.

Plays one case and one absence, and keeps a history of every kind of process as JSON, with its
payloads decoded: they hold ids, codes and instants only. Run it before a release, and keep what
earlier releases recorded.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import PayloadCodec

from services.play.ground import PlayGround, play_ground
from services.play.run import play_in
from tests.journeys.large import large_case
from tests.workflows.scene import absent, waiting_for_approval
from workflows.payloads.processes import ProcessKind

HISTORIES = Path(__file__).with_name("histories")


async def record(folder: Path) -> None:
    """Play, and write one file for each process."""
    async with play_ground() as ground:
        await play_in(ground, large_case(7, interviewed=3, assessors=2), say=print)
        scene = await waiting_for_approval(ground)
        await absent(scene, "approver", "other")
        await scene.pass_days(6)
        await _keep(ground, folder)


async def _keep(ground: PlayGround, folder: Path) -> None:
    client = await ground.temporal.client()
    numbers = dict.fromkeys(ProcessKind, 0)
    seen: set[tuple[ProcessKind, int]] = set()
    async for found in client.list_workflows():
        history = await client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()
        await decoded(history, _codec(client))
        kind = ProcessKind(found.workflow_type)
        if (kind, len(history.events)) in seen:
            continue  # one like it is kept
        seen.add((kind, len(history.events)))
        numbers[kind] += 1
        text = json.dumps(history.to_json_dict(), separators=(",", ":"))
        (folder / f"{kind}-{numbers[kind]}.json").write_text(text + "\n")


async def decoded(history: WorkflowHistory, codec: PayloadCodec) -> WorkflowHistory:
    """Replace every payload in a history by what it says."""
    for event in history.events:
        for payload in payloads(event):
            [plain] = await codec.decode([payload])
            payload.CopyFrom(plain)
    return history


def payloads(message: Message) -> Iterator[Payload]:
    """Every payload in a message, however deep."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if isinstance(value, Message):
            yield from payloads(value)
            continue
        is_map = field.message_type.GetOptions().map_entry
        for each in value.values() if is_map else value:
            if isinstance(each, Message):
                yield from payloads(each)


def _codec(client: Client) -> PayloadCodec:
    codec = client.data_converter.payload_codec
    if codec is None:
        raise RuntimeError("nothing encrypts what travels")
    return codec


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES
    chosen.mkdir(exist_ok=True)
    asyncio.run(record(chosen))
