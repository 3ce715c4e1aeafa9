"""The applicant system beside us, in our words: who was hired, and that we have taken them over."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class HiredCandidate:
    """Somebody who was hired: what receiving them takes, and no more of the application."""

    id: str
    """The other system's own; it never changes."""
    name: str
    email: str
    phone: str | None = None
    unit: str | None = None
    """The unit as both know it: its id here, or its organisation number."""
    first_day: date | None = None


class Ats(Protocol):
    """An applicant system, asked in this order; every call may be repeated.

    All raise `FinalError` or `RetryableError` of `services.integrations.errors`.
    """

    @property
    def system(self) -> str:
        """Its code; its ids mean something together with this."""
        ...

    async def hired_candidates(self) -> list[str]:
        """The ids of those hired whom nobody has marked as processed for us yet."""
        ...

    async def details(self, candidate_id: str) -> HiredCandidate:
        """Who one of them is."""
        ...

    async def mark_processed(self, candidate_id: str) -> None:
        """Say that we have taken this one over. Only after that is durable on our side."""
        ...

    async def close(self) -> None:
        """Let go of its connections."""
        ...
