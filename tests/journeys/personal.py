"""What Temporal holds of a case that names a person, or that somebody wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sqlmodel import col, or_, select

from services.kit.processes.tables import Process
from services.play.case import Case
from services.play.ground import PlayGround
from services.recruitment.need.tables import Recruitment
from tests.workflows.record import decoded
from workflows.payloads.processes import ProcessKind, workflow_id

WRITTEN = (
    "Vurdert for seg",
    "Lest i papirene",
    "Ja, svært bra",
    "Rangert etter",
    "Møterom",
    "Ingen har fortrinnsrett",
)
"""What people write in every play; all else that they write is in the case file."""


async def held(ground: PlayGround, case: Case) -> set[str]:
    """The names, addresses and texts of a case in Temporal's files or in any payload, decrypted."""
    words = {*WRITTEN, *(each for each in _strings(case.model_dump()) if {" ", "@"} & set(each))}
    files = sorted((Path(ground.settings.home) / "temporal").glob("temporal.sqlite*"))
    assert files
    hits = {word for file in files for word in among(words, file.read_bytes())}
    client = await ground.temporal.client()
    codec = client.data_converter.payload_codec
    assert codec
    read: set[str] = set()
    async for each in client.list_workflows():
        history = await client.get_workflow_handle(each.id, run_id=each.run_id).fetch_history()
        hits |= among(words, (await decoded(history, codec)).to_json().encode())
        read.add(each.id)
    assert await _of_the_last_case(ground) <= read
    return hits


async def _of_the_last_case(ground: PlayGround) -> set[str]:
    """The ids in Temporal of the case that was played last and of its applications."""
    async with ground.database.transaction() as session:
        cases = select(Recruitment.id).order_by(col(Recruitment.created_at).desc()).limit(1)
        case = (await session.exec(cases)).one()
        query = select(Process).where(or_(Process.id == case, Process.parent_id == case))
        processes = (await session.exec(query)).all()
    assert len(processes) > 1
    return {workflow_id(ProcessKind(each.kind), each.id) for each in processes}


def among(words: set[str], content: bytes) -> set[str]:
    """Which of these words a content holds, as they are or as JSON escapes them."""
    return {
        word
        for word in words
        if word.encode() in content or word.encode("ascii", "backslashreplace") in content
    }


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in cast("dict[str, Any]", value).values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in cast("list[Any]", value):
            yield from _strings(each)
