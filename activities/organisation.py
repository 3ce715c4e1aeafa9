"""Absences: from when to when, and the tasks that move with them."""

from temporalio import activity

from activities.ground import Ground
from services.organisation.absences import service as absences
from services.tasks import service as tasks
from workflows.payloads import names
from workflows.payloads.recruitment import AbsenceDays, At, Handed


class OrganisationActivities:
    """Business key: the absence."""

    def __init__(self, ground: Ground) -> None:
        self._database = ground.database

    @activity.defn(name=names.ABSENCE_DAYS)
    async def absence_days(self, ask: At) -> AbsenceDays:
        async with self._database.transaction() as session:
            absence = await absences.get(session, ask.process)
            starts_at, ends_at = absences.instants(absence)
            return AbsenceDays(
                deputy=absence.deputy_id,
                starts_at=starts_at,
                ends_at=ends_at,
                active=absence.cancelled_at is None,
            )

    @activity.defn(name=names.HAND_TASKS_TO_DEPUTY)
    async def hand_tasks_to_deputy(self, ask: At) -> Handed:
        """Run again it moves none, and names the same."""
        async with self._database.transaction() as session:
            absence = await absences.get(session, ask.process)
            await tasks.hand_to_deputy(session, absence.person_id, absence.deputy_id, ask.at)
            lent = await tasks.lent(session, absence.person_id, absence.deputy_id)
            return Handed(tasks=lent)

    @activity.defn(name=names.HAND_TASKS_BACK)
    async def hand_tasks_back(self, ask: At) -> None:
        async with self._database.transaction() as session:
            absence = await absences.get(session, ask.process)
            await tasks.hand_to_deputy(session, absence.person_id, None, ask.at)
