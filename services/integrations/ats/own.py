"""The embedded applicant system: our own cases. No second system needs to be told anything."""

from collections.abc import Awaitable, Callable

from services.integrations.ats.port import HiredCandidate
from services.integrations.errors import FinalError

SYSTEM = "own"

Read = Callable[[], Awaitable[list[HiredCandidate]]]
"""Those with an accepted offer whom no onboarding has received yet; given by the composition."""


class OwnAts:
    """Reads the accepted offers of our own cases; an offer's id is that of its candidate.

    A hire is processed by its onboarding being there, so marking only looks that it is.
    """

    system = SYSTEM

    def __init__(self, read: Read) -> None:
        self._read = read

    async def hired_candidates(self) -> list[str]:
        return [candidate.id for candidate in await self._read()]

    async def details(self, candidate_id: str) -> HiredCandidate:
        for candidate in await self._read():
            if candidate.id == candidate_id:
                return candidate
        raise FinalError(SYSTEM, "not_hired")

    async def mark_processed(self, candidate_id: str) -> None:
        if candidate_id in await self.hired_candidates():
            raise FinalError(SYSTEM, "onboarding_missing")

    async def close(self) -> None:
        """Nothing is open."""
