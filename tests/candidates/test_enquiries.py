"""Questions about an advert: passed on, limited, and forgotten."""

from datetime import timedelta

import httpx

from services import duties
from services.candidates.enquiries.tables import Enquiry
from services.kit.files.store import FileStore
from tests.candidates.applying import rows, told
from tests.candidates.conftest import Case, Later, World

QUESTION = {"asker": "Per Olsen", "address": "per@example.org", "question": "Is it full-time?"}


async def ask(visitor: httpx.AsyncClient, case: Case, **change: str) -> httpx.Response:
    return await visitor.post(
        f"/adverts/{case.advert_id}/question",
        data=QUESTION | change,
        headers={"Accept-Language": "en"},
    )


async def test_a_question_goes_to_the_case_without_what_it_says(
    visitor: httpx.AsyncClient, world: World
) -> None:
    case = await world.case()
    answer = await ask(visitor, case)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/adverts/{case.advert_id}")
    (enquiry,) = await rows(world, Enquiry)
    assert (enquiry.name, enquiry.email) == ("Per Olsen", "per@example.org")
    assert await told(world, case.recruitment_id) == ["question_asked"]


async def test_nothing_typed_is_lost_when_it_is_refused(
    visitor: httpx.AsyncClient, world: World
) -> None:
    case = await world.case()
    answer = await ask(visitor, case, address="nowhere")
    assert answer.status_code == 200
    assert "Write an e-mail address" in answer.text
    assert "Is it full-time?" in answer.text
    assert await rows(world, Enquiry) == []


async def test_a_closed_advert_takes_no_questions(visitor: httpx.AsyncClient, world: World) -> None:
    case = await world.case(closes=-timedelta(hours=1))
    assert (await ask(visitor, case)).status_code == 410
    assert await rows(world, Enquiry) == []


async def test_one_address_asks_a_few_times_an_hour(
    visitor: httpx.AsyncClient, world: World, later: Later
) -> None:
    case = await world.case()
    for _ in range(3):
        assert (await ask(visitor, case)).status_code == 303
    refused = await ask(visitor, case, address="PER@example.org")
    assert "tried too often" in refused.text
    assert (await ask(visitor, case, address="kari@example.org")).status_code == 303
    later(timedelta(hours=2))
    assert (await ask(visitor, case)).status_code == 303


async def test_a_question_is_forgotten_in_time(
    visitor: httpx.AsyncClient, world: World, later: Later
) -> None:
    case = await world.case()
    await ask(visitor, case)
    for days, left in ((80, 1), (91, 0)):
        later(timedelta(days=days))
        await duties.once(world.database, FileStore.open(world.settings))
        assert len(await rows(world, Enquiry)) == left
