"""The human step's activities. Business key: process, step, what it is about, and which time."""

from temporalio import activity

from activities.ground import Ground
from services.tasks import service
from services.tasks.service import Known
from workflows.payloads import names
from workflows.payloads.recruitment import At
from workflows.payloads.tasks import DropTask, MovedTask, MoveTask, OpenedTask, OpenTask


class TaskActivities:
    """Open, move on, drop, and say who has a task."""

    def __init__(self, ground: Ground, known: Known) -> None:
        self._database = ground.database
        self._known = known

    @activity.defn(name=names.OPEN_TASK)
    async def open_task(self, ask: OpenTask) -> OpenedTask | None:
        async with self._database.transaction() as session:
            return await service.open_task(session, ask, self._known)

    @activity.defn(name=names.MOVE_TASK)
    async def move_task(self, ask: MoveTask) -> MovedTask:
        async with self._database.transaction() as session:
            return await service.move_task(session, ask, self._known)

    @activity.defn(name=names.TASK_ASSIGNEE)
    async def task_assignee(self, ask: At) -> MovedTask:
        async with self._database.transaction() as session:
            return await service.assignee(session, ask.subject, ask.at)

    @activity.defn(name=names.DROP_TASKS)
    async def drop_tasks(self, ask: DropTask) -> None:
        async with self._database.transaction() as session:
            await service.drop(session, ask)
