"""Nothing that names a person, and nothing anybody wrote, is in Temporal's file or payloads."""

from pathlib import Path

from services.play.ground import PlayGround
from services.play.outcome import differences
from services.play.run import play_in
from tests.journeys.large import large_case
from tests.workflows.record import decoded

WRITTEN = (
    "Ventetiden øker",
    "Vurdert for seg",
    "Lest i papirene",
    "Ja, svært bra",
    "Rangert etter",
    "Møterom",
    "Ingen har fortrinnsrett",
)
"""What people write in a play, and the invented case's own words."""


def canaries(addresses: list[str], names: list[str]) -> list[bytes]:
    texts = [*addresses, *names, *WRITTEN]
    escaped = [text.encode("ascii", "backslashreplace").decode() for text in texts]
    return [text.encode() for text in {*texts, *escaped}]


def found(canaries: list[bytes], content: bytes) -> list[bytes]:
    return [each for each in canaries if each in content]


async def test_no_name_no_address_and_no_text_reaches_temporal(ground: PlayGround) -> None:
    case = large_case(5, interviewed=2, assessors=2, seed=8)
    came = await play_in(ground, case, lambda what: None)
    assert differences(case.expected, came) == {}
    looked_for = canaries(
        [*case.people.everyone(), *(each.email for each in case.applicants)],
        [each.name for each in case.applicants],
    )
    files = [
        path.read_bytes()
        for path in sorted((Path(ground.settings.home) / "temporal").glob("temporal.sqlite*"))
    ]
    assert files
    assert [hit for content in files for hit in found(looked_for, content)] == []
    client = await ground.temporal.client()
    codec = client.data_converter.payload_codec
    assert codec
    seen = 0
    async for each in client.list_workflows():
        history = await client.get_workflow_handle(each.id, run_id=each.run_id).fetch_history()
        plain = (await decoded(history, codec)).to_json().encode()
        assert found(looked_for, plain) == []
        seen += 1
    assert seen >= len(case.applicants) + 1
