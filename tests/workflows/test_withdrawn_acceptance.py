"""Somebody who has accepted withdraws while the checks run: the next ranked is asked at once."""

from uuid import UUID, uuid4

from sqlmodel import col, select

from services.onboarding.tables import Onboarding
from services.play import hiring, preparing, selecting
from services.play.ground import PlayGround
from services.recruitment.offer.tables import Check, Offer
from tests.workflows.scene import Scene, submitted
from workflows.payloads.codes import Phase

MARKS = (
    {"judgement": 5, "teamwork": 5, "digital": 5},
    {"judgement": 3, "teamwork": 3, "digital": 3},
)


async def shortlisted(ground: PlayGround) -> Scene:
    """Two are to be interviewed."""
    scene = await submitted(ground)
    stage, panel = scene.stage, (scene.addresses["leader"], scene.addresses["assessor"])
    for applicant, marks in zip(stage.case.applicants, MARKS, strict=True):
        applicant.email = f"{uuid4().hex[:8]}@example.org"
        applicant.ratings = {address: dict(marks) for address in panel}
        applicant.exemption, applicant.withdraws, applicant.conflicted = None, None, []
    await preparing.discuss_need(stage)
    await stage.settle()
    await (await stage.approver()).post(stage.path("approval"), {"approved": True})
    await stage.settle()
    await preparing.advertise(stage)
    await preparing.receive_applications(stage)
    await selecting.pass_deadline(stage)
    await selecting.screen(stage)
    assert await selecting.shortlist(stage)
    return scene


async def nominated(ground: PlayGround) -> Scene:
    """Two are ranked, and the first is to be offered the post."""
    scene = await shortlisted(ground)
    stage = scene.stage
    await selecting.interview(stage)
    await selecting.score(stage)
    ranked = await hiring.nominate(stage)
    assert ranked == stage.case.applicants
    await stage.settle()
    return scene


async def offer(scene: Scene, place: int) -> None:
    """The next ranked is made an offer and accepts it."""
    stage = scene.stage
    await preparing.check_preference(stage, "before_offer")
    await stage.settle()
    applicant = stage.case.applicants[place]
    await hiring.offer(stage, applicant)
    assert await scene.phase() == Phase.CHECKS


async def test_the_next_ranked_is_offered_the_post(ground: PlayGround) -> None:
    scene = await nominated(ground)
    stage, (first, second) = scene.stage, scene.stage.case.applicants
    await offer(scene, 0)
    await stage.withdraw([first])
    assert await scene.phase() == Phase.OFFER
    case = UUID(stage.id)
    async with ground.database.transaction() as session:
        [void] = (await session.exec(select(Offer).where(Offer.recruitment_id == case))).all()
        checks = (await session.exec(select(Check).where(Check.offer_id == void.id))).all()
        [newcomer] = (
            await session.exec(select(Onboarding).where(Onboarding.recruitment_id == case))
        ).all()
    assert void.state == "declined"
    assert {check.state for check in checks} == {"dropped"}
    assert newcomer.state == "undone"
    hr = await scene.as_("hr")
    waiting = [
        each for each in await hr.every("/tasks", state="open") if each["process_id"] == stage.id
    ]
    assert [each["step"] for each in waiting] == ["check_preference_before_offer"]
    await offer(scene, 1)
    async with ground.database.transaction() as session:
        query = select(Offer).where(Offer.recruitment_id == case).order_by(col(Offer.sent_at))
        offers = (await session.exec(query)).all()
    assert [each.state for each in offers] == ["declined", "accepted"]
    assert str(offers[1].application_id) == stage.applications[second.email]
    letters = [each["letter"] for each in await ground.doors.letters(to=first.email)]
    assert letters[-1] == "withdrawal_confirmed"
    assert "offer_withdrawn" not in letters
