"""Where a case is, as it is written for everyone who reads it."""

from services.kit import clock
from services.recruitment.need.tables import Recruitment
from services.recruitment.service import enter_phase
from tests.recruitment.hiring import Hiring
from workflows.payloads.codes import Ending, Phase


async def entered(hiring: Hiring, phase: Phase) -> str:
    async with hiring.database.transaction() as session:
        await enter_phase(session, hiring.case, phase, clock.now())
    return (await hiring.row(Recruitment, id=hiring.case)).phase


async def test_a_case_that_has_ended_only_goes_on_to_its_close(hiring: Hiring) -> None:
    """The phase of a process that has not heard of the end yet is out of date."""
    assert await entered(hiring, Phase.OFFER) == Phase.OFFER
    assert await entered(hiring, Phase.CLOSING) == Phase.CLOSING
    await hiring.change(Recruitment, hiring.case, ending=Ending.CANCELLED)
    assert await entered(hiring, Phase.CHECKS) == Phase.CLOSING
    assert await entered(hiring, Phase.CLOSED) == Phase.CLOSED
