"""Receiving a newcomer. Business key: the onboarding."""

from temporalio import activity

from activities.ground import Ground
from services.onboarding import service as onboarding
from workflows.payloads import names
from workflows.payloads.recruitment import At, FirstDay


class OnboardingActivities:
    """One effect each, in one transaction; run again they find it done."""

    def __init__(self, ground: Ground) -> None:
        self._database = ground.database

    @activity.defn(name=names.FIRST_DAY)
    async def first_day(self, ask: At) -> FirstDay:
        async with self._database.transaction() as session:
            return FirstDay(at=await onboarding.first_day(session, ask.process))

    @activity.defn(name=names.RECEIVE)
    async def receive(self, ask: At) -> None:
        async with self._database.transaction() as session:
            await onboarding.receive(session, ask.process, ask.at)
