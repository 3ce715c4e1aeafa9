"""A register of authorisations, in our words: what does it say about a number?"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class LookUpByHand:
    """The register cannot be asked by a program: a person looks, and records having seen it.

    Expired licences and withdrawn authorisations are not shown to the public, so a clean look-up
    replaces neither references nor a certificate of current professional status.
    """

    url: str


class Register(Protocol):
    """A register. Raises `FinalError` or `RetryableError` of `services.integrations.errors`."""

    async def lookup(self, number: str | None) -> LookUpByHand:
        """What it says about a number, as far as one is known."""
        ...
