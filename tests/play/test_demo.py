"""The demo year: every post in it is whole, and many cases share one stretch of time."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services.kit import clock
from services.play.demo.calendar import Calendar
from services.play.demo.posts import posts
from services.play.demo.run import play_year
from services.play.demo.year import PLANS, YEAR, Plan, case_of
from services.play.ground import PlayGround, play_ground
from services.recruitment.profile.codes import Level
from tests.journeys.cases import WHOLE

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("key", sorted(posts()))
def test_a_post_is_whole(key: str) -> None:
    case = case_of(Plan(1, key, 9), posts()[key], 1, clock.now())
    assert sum(each.weight or 0 for each in case.criteria(Level.SHOULD)) == 100
    assert len({each.option for each in case.alternatives}) == 12
    assert set(case.advert.sections) == {"nb", "en"}
    assert set(case.advert.sections["nb"]) == set(case.advert.sections["en"])
    assert len({each.email for each in case.applicants}) == 9


def test_every_plan_has_its_post_and_the_same_people_each_time() -> None:
    known, at = posts(), clock.now()
    for number, plan in enumerate(PLANS):
        once, again = (case_of(plan, known[plan.post], number, at) for _ in range(2))
        assert once == again


async def test_plays_take_turns_by_their_days() -> None:
    said: list[str] = []
    begins = clock.now()

    async def advance(moment: datetime) -> None:
        ahead = max(moment, clock.now()) - clock.now()
        clock.set_offset(clock.offset() + ahead, mode="embedded")

    calendar = Calendar(advance)

    def play(name: str, *hours: int) -> None:
        async def act() -> None:
            for hour in hours:
                await calendar.until(begins + hour * HOUR)
                said.append(f"{name}{hour}")
                await asyncio.sleep(0)

        calendar.enter(begins, act)

    play("a", 1, 5, 9)
    play("b", 2, 3, 6)
    await calendar.run(begins + 8 * HOUR)
    assert said == ["a1", "b2", "b3", "a5", "b6"]


async def test_what_a_play_is_refused_ends_the_year() -> None:
    async def advance(moment: datetime) -> None:
        del moment

    async def act() -> None:
        raise LookupError("nobody")

    calendar = Calendar(advance)
    calendar.enter(clock.now(), act)
    with pytest.raises(LookupError, match="nobody"):
        await calendar.run(clock.now() + HOUR)


async def test_cases_are_left_where_they_stand(ground: PlayGround) -> None:
    plans = (Plan(13, "radiographer", 3), Plan(5, "clinic_secretary", 3, slow=20))
    await play_year(ground, plans, timedelta(days=14), lambda what: None)
    hr = await ground.doors.staff("hanne.hr@helse.example.org")
    cases = await hr.every("/recruitments", open=True)
    phases = {(each["unit"]["name"], each["phase"]) for each in cases}
    assert ("Radiologi Mosjøen", "advertised") in phases
    assert ("Medisinsk poliklinikk Sandnessjøen", "approval") in phases


@pytest.mark.skipif(not WHOLE, reason="STAFETT_JOURNEYS=whole plays it")
async def test_the_whole_year() -> None:
    async with play_ground() as ground:
        await play_year(ground, PLANS, YEAR, lambda what: None)
        hr = await ground.doors.staff("hanne.hr@helse.example.org")
        received = await hr.every("/onboardings")
        open_ = await hr.every("/recruitments", open=True)
    assert sum(each["state"] == "received" for each in received) >= 3
    assert len({each["phase"] for each in open_}) >= 5
