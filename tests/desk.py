"""A decision desk without Temporal: what the process would pass on is recorded at once."""

from collections.abc import Mapping

from services.kit import clock
from services.kit.database import Database
from services.kit.processes import decisions
from services.kit.processes.decisions import Desk, Recorder
from services.kit.processes.tables import Process
from workflows.payloads.codes import Decided
from workflows.payloads.processes import Decide


class AtOnce:
    """Takes every decision in every phase, and lets its recorder check the rest."""

    def __init__(self, database: Database, recorders: Mapping[Decided, Recorder]) -> None:
        self._database = database
        self._recorders = recorders

    async def put(self, process: Process | None, decide: Decide) -> None:
        await decisions.settle(self._database, decide.decision, clock.now(), self._recorders)


def desk_at_once(database: Database, recorders: Mapping[Decided, Recorder]) -> Desk:
    """The real desk in front of recorders that are asked at once."""
    return Desk(database, AtOnce(database, recorders))
