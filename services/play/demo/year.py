"""What happens in the demo year: which posts are filled, from when, and how quickly."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from services.kit import clock
from services.kit.clock import OSLO
from services.kit.workdays import Workdays
from services.play import hiring, preparing, selecting
from services.play.case import Case
from services.play.demo.people import applicants
from services.play.demo.posts import Post
from services.play.stage import Stage

YEAR = timedelta(days=365)
OFFICE_HOUR = 10
FIRST_DAY_AFTER = timedelta(days=120)
"""From the need to the wanted first day."""


@dataclass(frozen=True)
class Plan:
    """One recruitment: it begins this many days before the year ends."""

    days: int
    post: str
    applicants: int
    no_one_qualified: bool = False
    declined: int = 0
    """How many of the ranked decline their offer."""
    slow: int = 0
    """Days that the approver takes longer than others."""


PLANS = (
    Plan(360, "ward_nurse", 9),
    Plan(318, "radiographer", 6, declined=1),
    Plan(270, "theatre_nurse", 3, no_one_qualified=True),
    Plan(226, "clinic_secretary", 14),
    Plan(170, "ward_nurse", 7, slow=12),
    Plan(121, "theatre_nurse", 6, declined=1),
    # From here on they are still open at the end, each in another step.
    Plan(52, "ward_nurse", 8, slow=6),
    Plan(49, "radiographer", 7),
    Plan(41, "ward_nurse", 11),
    Plan(33, "theatre_nurse", 6),
    Plan(27, "clinic_secretary", 48),
    Plan(17, "radiographer", 5),
    Plan(12, "ward_nurse", 6),
    Plan(7, "theatre_nurse", 4),
    Plan(4, "clinic_secretary", 4, slow=30),
    Plan(2, "radiographer", 4),
)


def case_of(plan: Plan, post: Post, number: int, begins: datetime) -> Case:
    """The case of a plan; the same year gives the same applicants."""
    chance = Random(number)  # noqa: S311 - the same people each time
    case = Case.model_validate({**post.case, "case": f"{plan.post}.{number}", "applicants": []})
    case.need.wanted_start = (begins + FIRST_DAY_AFTER).date()
    case.applicants = applicants(case, post, plan.applicants, chance)
    if plan.no_one_qualified:
        for each in case.applicants:
            each.musts = dict.fromkeys(each.musts, False)
            each.ratings = {}
    return case


async def course(stage: Stage, plan: Plan) -> None:
    """A recruitment as people would run it, who have other things to do as well."""
    await preparing.submit_need(stage)
    await _days(stage, 1)
    await preparing.discuss_need(stage)
    await _days(stage, 1 + plan.slow)
    await preparing.approve_need(stage)
    await _days(stage, 1)
    await preparing.advertise(stage)
    await _days(stage, 2)
    await preparing.receive_applications(stage)
    await selecting.pass_deadline(stage)
    await _days(stage, 1)
    await selecting.settle_exemptions(stage)
    await _days(stage, 1)
    await selecting.screen(stage)
    await _days(stage, 1)
    if not await selecting.shortlist(stage):
        return
    await selecting.interview(stage)
    await _days(stage, 1)
    await selecting.score(stage)
    await _days(stage, 2)
    if not (nominated := await hiring.submit_nomination(stage)):
        return
    await _days(stage, 2)
    await hiring.decide_nomination(stage)
    await _days(stage, 1)
    ranked = iter(nominated)
    for declining in range(plan.declined + 1):
        applicant = next(ranked)
        applicant.answers_offer = "declines" if declining < plan.declined else "accepts"
        await preparing.check_preference(stage, "before_offer")
        await stage.settle()
        await hiring.make_offer(stage, applicant)
        await _days(stage, 2)
        if await hiring.answer_offer(stage, applicant):
            await _days(stage, 3)
            await hiring.check_and_sign(stage, applicant)
            await _receive(stage)
            return


async def _receive(stage: Stage) -> None:
    """On the first day the leader meets the newcomer."""
    newcomers = await (await stage.leader()).every("/onboardings")
    [mine] = [each for each in newcomers if each["recruitment_id"] == stage.id]
    first_day = date.fromisoformat(mine["first_day"])
    await stage.until(datetime.combine(first_day, time(OFFICE_HOUR), OSLO))
    await (await stage.leader()).post(f"/onboardings/{mine['id']}/reception")


async def _days(stage: Stage, days: int) -> None:
    """Some working days later, in office hours."""
    day = clock.today()
    for _ in range(days):
        day = Workdays().next_after(day)
    await stage.until(datetime.combine(day, time(OFFICE_HOUR), OSLO))
