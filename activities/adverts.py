"""Put adverts up on job boards and take them down. Business key: the channel's id."""

from uuid import UUID

from temporalio import activity

from activities.ground import Ground
from services.candidates import service as candidates
from services.candidates.subscriptions import service as subscriptions
from services.recruitment import service as recruitment
from services.recruitment.service import Placement
from workflows.payloads import names
from workflows.payloads.recruitment import AdvertTimes, At, People


class AdvertActivities:
    """The database first, then each board; run again, what stands there stands once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._database = ground.database

    @activity.defn(name=names.ADVERT_TIMES)
    async def advert_times(self, ask: At) -> AdvertTimes:
        async with self._database.transaction() as session:
            advert, opens_at, closes_at = await recruitment.advert_times(session, ask.process)
            return AdvertTimes(advert=advert, opens_at=opens_at, closes_at=closes_at)

    @activity.defn(name=names.OPEN_ADVERT)
    async def open_advert(self, ask: At) -> People:
        """Returns who is to be told of the vacancy in the house (aml § 14-1)."""
        async with self._database.transaction() as session:
            await recruitment.open_advert(session, ask.subject, ask.at)
            await subscriptions.opened(session, ask.subject)
            receivers = await recruitment.notice_receivers(session, ask.process, ask.at)
        for placement in await self._placements(ask.subject):
            board = self._ground.jobboards[placement.channel.code]
            receipt = await board.publish(placement.posting)
            async with self._database.transaction() as session:
                await recruitment.mark_placed(
                    session, placement.channel.id, receipt.reference, ask.at
                )
        return People(people=receivers)

    @activity.defn(name=names.CLOSE_ADVERT)
    async def close_advert(self, ask: At) -> None:
        """One advert at its deadline; about nothing, all of a case that has ended."""
        async with self._database.transaction() as session:
            adverts = [ask.about] if ask.about else await recruitment.adverts(session, ask.process)
        for advert in adverts:
            await self._close(advert, ask)

    async def _close(self, advert: UUID, ask: At) -> None:
        async with self._database.transaction() as session:
            if not await recruitment.close_advert(session, advert, ask.at):
                return
        # Apart: it locks the case first, and closing has locked the case's audit.
        async with self._database.transaction() as session:
            await candidates.draw_numbers(session, ask.process)
        for placement in await self._placements(advert):
            if placement.channel.closed_at:
                continue
            if placement.channel.reference:
                board = self._ground.jobboards[placement.channel.code]
                await board.close(placement.channel.reference)
            async with self._database.transaction() as session:
                await recruitment.mark_removed(session, placement.channel.id, ask.at)

    async def _placements(self, advert_id: UUID) -> list[Placement]:
        """What stands, or is to stand, on boards that we reach by ourselves."""
        async with self._database.transaction() as session:
            placements = await recruitment.placements(session, advert_id)
        return [each for each in placements if each.channel.code in self._ground.jobboards]
