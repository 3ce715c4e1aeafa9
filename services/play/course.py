"""The course of a recruitment, played by its people through the public API.

Nothing here knows a particular case: what everybody does follows from the file.
"""

from services.play import hiring, preparing, selecting
from services.play.stage import Stage


async def play(stage: Stage) -> None:
    """Everything in its order, from the need to the closed case."""
    await preparing.analyse_job(stage)
    await preparing.advertise(stage)
    await preparing.receive_applications(stage)
    await selecting.pass_deadline(stage)
    await selecting.settle_exemptions(stage)
    await selecting.screen(stage)
    if await selecting.shortlist(stage):
        await selecting.interview(stage)
        await selecting.score(stage)
        if nominated := await hiring.nominate(stage):
            await hiring.hire(stage, nominated)
    await stage.settle()
