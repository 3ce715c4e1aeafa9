"""A job board, in our words: an advert stands there, or no longer does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Standing(StrEnum):
    """Where an advert stands on a board."""

    WAITING = "waiting"
    """Received, and not shown yet: some boards look at it first."""
    SHOWN = "shown"
    CLOSED = "closed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Posting:
    """What a board is given of an advert. `id` is the business key: sent twice, it stands once."""

    id: UUID
    titles: Mapping[str, str]
    """By language."""
    texts: Mapping[str, str]
    """By language, as HTML."""
    employer: str
    organisation_number: str | None
    place: str | None
    positions: int
    percentage: int
    permanent: bool
    occupation_styrk08: str
    opens_at: datetime
    closes_at: datetime
    url: str
    """Where to apply, with the tracking code of this board."""


@dataclass(frozen=True)
class Receipt:
    """What a board answered: its reference of the advert, and where it is to be seen."""

    reference: str
    standing: Standing
    url: str | None = None


class JobBoard(Protocol):
    """A board. Every call may be repeated: what is done already counts as done.

    All raise `FinalError` or `RetryableError` of `services.integrations.errors`.
    """

    async def publish(self, posting: Posting) -> Receipt:
        """Put the advert up, or change what stands there."""
        ...

    async def close(self, reference: str) -> Receipt:
        """Take the advert down."""
        ...

    async def status(self, reference: str) -> Receipt:
        """Where it stands."""
        ...
