"""A process of its own module, as small as those that run in the sandbox have to be."""

from datetime import timedelta

from temporalio import workflow


@workflow.defn
class Waiting:
    """Runs its activity when it starts, for an update, and after it; then again as a new run."""

    def __init__(self) -> None:
        self.traces: list[str] = []
        self.told = False

    @workflow.run
    async def run(self, before: list[str]) -> list[str]:
        self.traces += before
        await self._look()
        if not before:
            await workflow.wait_condition(lambda: self.told)
            await self._look()
            workflow.continue_as_new(self.traces)
        return self.traces

    @workflow.update
    async def decide(self) -> None:
        await self._look()
        self.told = True

    async def _look(self) -> None:
        seen: str = await workflow.execute_activity(
            "seen_trace", result_type=str, start_to_close_timeout=timedelta(seconds=9)
        )
        self.traces.append(seen)
