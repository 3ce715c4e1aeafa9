"""What may be passed over, and what is asked again or given to somebody else."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from services.kit.errors import Conflict
from services.tasks import rules
from tests.tasks.asking import HR, applied, asked, audited, conflicted, moved
from tests.tasks.conftest import Ward
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.tasks import Moment

DECISIVE = [
    StepCode.ANALYSE_JOB,
    StepCode.APPROVE_NEED,
    StepCode.PUBLISH_ADVERT,
    StepCode.DECIDE_EXEMPTION,
    StepCode.SCREEN,
    StepCode.SHORTLIST,
    StepCode.INVITE,
    StepCode.COMPLETE_PANEL,
    StepCode.NOMINATE,
    StepCode.DECIDE_NOMINATION,
    StepCode.MAKE_OFFER,
    StepCode.ANSWER_OFFER,
    StepCode.CHECK_IDENTITY,
    StepCode.CHECK_AUTHORISATION,
    StepCode.CHECK_POLICE_CERTIFICATE,
    StepCode.CHECK_HEALTH,
    StepCode.CHECK_LANGUAGE,
    StepCode.ISSUE_CONTRACT,
    StepCode.ANSWER_CANDIDATES,
]


async def resolved(ward: Ward, task: UUID, action: str) -> tuple[int, str]:
    body = {"action": action, "reason": "Agreed by telephone."}
    async with ward.hospital.client(HR) as client:
        answer = await client.post(f"/operations/{task}/resolution", json=body)
    return answer.status_code, answer.json().get("code") or answer.json()["fact"]


@pytest.mark.parametrize("step", DECISIVE)
async def test_what_a_case_stands_on_is_never_passed_over(ward: Ward, step: StepCode) -> None:
    task = await asked(ward, step, Relation.HIRING_MANAGER, None)
    before = len(await audited(ward))
    assert await resolved(ward, task, "skip") == (409, "cannot_be_skipped")
    assert (await ward.task(task)).state == "stopped"
    assert len(await audited(ward)) == before


@pytest.mark.parametrize("step", sorted(rules.SKIPPABLE - rules.AT_ANY_TIME))
async def test_what_it_can_do_without_is_once_it_is_late(ward: Ward, step: StepCode) -> None:
    task = await asked(ward, step, Relation.HR_ADVISER, HR)
    assert await resolved(ward, task, "skip") == (409, "not_late")
    await moved(ward, task, Moment.LAPSE)
    assert await resolved(ward, task, "skip") == (200, Fact.STEP_SKIPPED)
    assert (await ward.task(task)).state == "skipped"


@pytest.mark.parametrize("bar", [applied, conflicted])
async def test_nobody_passes_over_a_step_of_a_case_they_are_out_of(
    ward: Ward, bar: Callable[[Ward, str], Awaitable[object]]
) -> None:
    task = await asked(ward, StepCode.SCORE, Relation.ASSESSOR, HR)
    await moved(ward, task, Moment.LAPSE)
    await bar(ward, HR)
    assert await resolved(ward, task, "skip") == (403, "own_case")
    assert await resolved(ward, task, "retry") == (200, Fact.STEP_RETRIED)


async def test_a_candidate_is_said_to_be_answered_by_hand_at_any_time(ward: Ward) -> None:
    task = await asked(ward, StepCode.ANSWER_BY_HAND, Relation.HR_ADVISER, HR)
    assert await resolved(ward, task, "skip") == (200, Fact.STEP_SKIPPED)


async def test_a_decision_is_asked_for_again(ward: Ward) -> None:
    task = await asked(ward, StepCode.DECIDE_NOMINATION, Relation.APPROVER, None)
    assert await resolved(ward, task, "retry") == (200, Fact.STEP_RETRIED)
    assert (await ward.task(task)).state == "dropped"


async def test_an_offer_is_not_asked_about_again_but_sent_anew(ward: Ward) -> None:
    task = await asked(ward, StepCode.ANSWER_OFFER, Relation.CANDIDATE, None)
    assert await resolved(ward, task, "retry") == (409, "cannot_be_retried")


def test_every_step_is_either_decisive_or_can_be_done_without() -> None:
    """Whoever adds a step says which it is; two end by themselves if nobody answers."""
    by_default = {StepCode.GIVE_REFERENCE, StepCode.ACCEPT_DEPUTYSHIP}
    unanswered = {StepCode.SEE_TO_FAILURE}
    assert {*DECISIVE, *by_default, *unanswered} == set(StepCode) - rules.SKIPPABLE
    for step in by_default:
        with pytest.raises(Conflict):
            rules.require_skippable(step, late=True)
