"""The applicant system beside us, in our words: who was hired, and that we have taken them over."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Paper:
    """A file that came with somebody who was hired."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class HiredCandidate:
    """Somebody who was hired. `id` is the other system's own and never changes."""

    id: str
    name: str
    email: str
    phone: str | None = None
    position: str | None = None
    unit: str | None = None
    """What the other system calls the unit: an external id of its hierarchy."""
    first_day: date | None = None
    papers: list[Paper] = field(default_factory=list[Paper])


class Ats(Protocol):
    """An applicant system, asked in this order; every call may be repeated.

    All raise `FinalError` or `RetryableError` of `services.integrations.errors`.
    """

    async def hired_candidates(self) -> list[str]:
        """The ids of those hired whom nobody has marked as processed for us yet."""
        ...

    async def details(self, candidate_id: str) -> HiredCandidate:
        """Who one of them is."""
        ...

    async def mark_processed(self, candidate_id: str) -> None:
        """Say that we have taken this one over. Only after that is durable on our side."""
        ...
