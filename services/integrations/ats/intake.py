"""Taking over those who were hired elsewhere: begin durably here, then say so there.

A crash between the two is harmless: the candidate comes again, beginning twice does it once
(the other system's id is the key), and then it is said.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID, uuid5

from services.integrations.ats.port import Ats, HiredCandidate
from services.integrations.errors import FinalError

log = logging.getLogger(__name__)

NAMESPACE = UUID("0b7c8a1e-8f0e-4a39-9b3c-2f6a4f0c5d11")

Begin = Callable[[UUID, HiredCandidate], Awaitable[None]]
"""Begins the reception of a newcomer under this id. Returns when the start is committed, and does
nothing when that id has begun already. Raises `FinalError` for somebody who cannot be received."""


@dataclass(frozen=True)
class Taken:
    """How one round went."""

    begun: list[UUID]
    refused: dict[UUID, str]
    """Who could not be received, and the code of why. They stay unmarked in the other system, so
    they come again until somebody mends them there."""


def newcomer_id(system: str, candidate_id: str) -> UUID:
    """The id a candidate of another system has here, the same each time."""
    return uuid5(NAMESPACE, f"{system}:{candidate_id}")


async def take_over(system: str, ats: Ats, begin: Begin) -> Taken:
    """One round over everybody hired.

    Raises `RetryableError` when the other system is away; what was begun until then stays begun.
    """
    taken = Taken([], {})
    for candidate_id in await ats.hired_candidates():
        newcomer = newcomer_id(system, candidate_id)
        try:
            await begin(newcomer, await ats.details(candidate_id))
            await ats.mark_processed(candidate_id)
        except FinalError as error:
            log.warning("newcomer refused", extra={"newcomer": str(newcomer), "code": error.code})
            taken.refused[newcomer] = error.code
        else:
            taken.begun.append(newcomer)
    return taken
