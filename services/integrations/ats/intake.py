"""Taking over those who were hired: begin durably here, then say so there.

A crash between the two is harmless: the candidate comes again, beginning twice does it once
(the other system's id is the key), and then it is said.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from services.integrations.ats.port import Ats, HiredCandidate
from services.integrations.errors import FinalError, IntegrationError, RetryableError

log = logging.getLogger(__name__)

NAMESPACE = UUID("0b7c8a1e-8f0e-4a39-9b3c-2f6a4f0c5d11")
EVERY = timedelta(minutes=5)
"""How often an applicant system is asked; none of those known tells us by itself."""

Begin = Callable[[str, HiredCandidate], Awaitable[None]]
"""Begins the reception of somebody hired in a system. Returns when the start is committed, and does
nothing when it has begun already. Raises `FinalError` for somebody who cannot be received."""
Refuse = Callable[[str, str, str], Awaitable[None]]
"""Notes durably that a candidate (the second) of a system cannot be received, and the code of why.
Told again at every round, it does nothing."""


@dataclass(frozen=True)
class Taken:
    """How one round went, by the ids of the other system."""

    begun: list[str]
    refused: dict[str, str]
    """Who could not be received, and the code of why. They stay unmarked in the other system, so
    they come again until somebody mends them there."""


def newcomer_id(system: str, candidate_id: str) -> UUID:
    """The id a candidate of another system has here, the same each time."""
    return uuid5(NAMESPACE, f"{system}:{candidate_id}")


async def take_over(ats: Ats, begin: Begin, refuse: Refuse) -> Taken:
    """One round over everybody hired.

    Raises `RetryableError` when the other system is away; what was begun until then stays begun.
    """
    taken = Taken([], {})
    for candidate_id in await ats.hired_candidates():
        try:
            await begin(ats.system, await ats.details(candidate_id))
            await ats.mark_processed(candidate_id)
        except FinalError as error:
            newcomer = newcomer_id(ats.system, candidate_id)
            log.warning("newcomer refused", extra={"newcomer": str(newcomer), "code": error.code})
            await refuse(ats.system, candidate_id, error.code)
            taken.refused[candidate_id] = error.code
        else:
            taken.begun.append(candidate_id)
    return taken


class Intake:
    """Asks the applicant system again and again. Any number may do so at once."""

    def __init__(self, ats: Ats, begin: Begin, refuse: Refuse) -> None:
        self._ats = ats
        self._begin = begin
        self._refuse = refuse

    async def run(self) -> None:
        """Take over whoever was hired, until cancelled."""
        while True:
            wait = await self.once()
            await asyncio.sleep(wait.total_seconds())

    async def once(self) -> timedelta:
        """One round; returns how long to wait until the next."""
        try:
            taken = await take_over(self._ats, self._begin, self._refuse)
        except IntegrationError as error:
            about = {"system": error.system, "code": error.code}
            log.warning("applicant system cannot be asked", extra=about)
            asked_for = error.after if isinstance(error, RetryableError) else None
            return max(EVERY, asked_for or EVERY)
        except Exception:
            # Whatever it is, begun again at once it would ask the other system without pause.
            log.exception("newcomers were not taken over")
            return EVERY
        if taken.begun:
            log.info("newcomers taken over", extra={"newcomers": len(taken.begun)})
        return EVERY
