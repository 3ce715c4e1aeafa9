"""What stands between one offer and the next, and what becomes of one when the case ends."""

from uuid import UUID

import pytest

from services.play import hiring, preparing
from services.play.actors import Refused
from services.play.ground import PlayGround
from services.recruitment.need.codes import Stage
from services.recruitment.need.tables import PreferenceCheck
from tests.workflows.scene import Scene
from tests.workflows.test_withdrawn_acceptance import nominated
from workflows.payloads.codes import LetterKind, Phase


async def asked(scene: Scene) -> list[str]:
    """The steps of the case that HR is waited for in."""
    open_ = await (await scene.as_("hr")).every("/tasks", state="open")
    return [each["step"] for each in open_ if each["process_id"] == scene.stage.id]


async def test_preferential_rights_before_each_offer_and_word_of_one_that_falls(
    ground: PlayGround,
) -> None:
    scene = await nominated(ground)
    stage, (first, second) = scene.stage, scene.stage.case.applicants
    first.answers_offer = "declines"
    assert await asked(scene) == ["check_preference_before_offer"]
    await preparing.check_preference(stage, "before_offer")
    await stage.settle()
    assert not await hiring.offer(stage, first)
    assert await asked(scene) == ["check_preference_before_offer"]
    with pytest.raises(Refused, match="preference_unchecked"):
        await hiring.offer(stage, second)
    # A finding of which the process has not heard, as it came before HR was asked.
    async with ground.database.transaction() as session:
        session.add(
            PreferenceCheck(
                recruitment_id=UUID(stage.id),
                stage=Stage.BEFORE_OFFER,
                person_id=UUID(scene.person("hr")),
                finding="Nobody.",
            )
        )
    assert await hiring.offer(stage, second)
    assert await scene.phase() == Phase.CHECKS
    assert "check_preference_before_offer" not in await asked(scene)
    await (await stage.leader()).post(stage.path("cancellation"), {"reason": "No funds."})
    await stage.settle()
    assert await scene.phase() == Phase.CLOSED
    letters = [each["letter"] for each in await ground.doors.letters(to=second.email)]
    assert letters.count(LetterKind.OFFER_WITHDRAWN) == 1
    assert letters.count(LetterKind.CASE_CANCELLED) == 1
    assert LetterKind.OFFER_WITHDRAWN not in [
        each["letter"] for each in await ground.doors.letters(to=first.email)
    ]
