"""What Temporal holds of a case that names a person, or that somebody wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from services.play.case import Case
from services.play.ground import PlayGround
from tests.workflows.record import decoded

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
    histories = 0
    async for each in client.list_workflows():
        history = await client.get_workflow_handle(each.id, run_id=each.run_id).fetch_history()
        hits |= among(words, (await decoded(history, codec)).to_json().encode())
        histories += 1
    assert histories > len(case.applicants)
    return hits


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
