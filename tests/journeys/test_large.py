"""A case of many applicants, and how long the histories of its processes become."""

import pytest
from temporalio.client import Client

from services.play.ground import PlayGround
from services.play.outcome import differences
from services.play.run import play_in
from tests.journeys.cases import WHOLE
from tests.journeys.large import large_case

MOST_EVENTS = 5_000


async def longest(client: Client) -> dict[str, int]:
    """Events in the longest history of each kind of process, every run counted by itself."""
    found: dict[str, int] = {}
    async for each in client.list_workflows():
        said = await client.get_workflow_handle(each.id, run_id=each.run_id).describe()
        kind = each.workflow_type
        found[kind] = max(found.get(kind, 0), said.history_length)
    return found


@pytest.mark.skipif(not WHOLE, reason="STAFETT_JOURNEYS=whole plays it")
async def test_three_hundred_applicants_and_no_long_history(ground: PlayGround) -> None:
    case = large_case(300, interviewed=40, assessors=6)
    came = await play_in(ground, case, lambda what: None)
    assert differences(case.expected, came) == {}
    client = await ground.temporal.client()
    assert max((await longest(client)).values()) < MOST_EVENTS


def test_the_large_case_is_as_large_as_it_says() -> None:
    case = large_case(300, interviewed=40, assessors=6)
    assert len(case.applicants) == case.expected["applications"] == 300
    assert len(case.people.assessors) == 6
    assert case.expected["letters"]["interview_invitation"] in range(35, 41)
