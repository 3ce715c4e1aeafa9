"""A register of authorisations, in our words: what does it say about a number?"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class Grant(StrEnum):
    """What a person in the register holds."""

    AUTHORISATION = "authorisation"
    LICENCE = "licence"


@dataclass(frozen=True)
class Category:
    """One entry, such as SP (nurse) with an authorisation."""

    code: str
    grant: Grant
    valid_from: date
    valid_to: date | None = None
    restrictions: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Entry:
    """What the register says about a number."""

    found: bool
    categories: list[Category] = field(default_factory=list[Category])
    specialities: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class LookUpByHand:
    """The register cannot be asked by a program: a person looks, and records having seen it.

    Expired licences and withdrawn authorisations are not shown to the public, so a clean look-up
    replaces neither references nor a certificate of current professional status.
    """

    url: str


class Register(Protocol):
    """A register. Raises `FinalError` or `RetryableError` of `services.integrations.errors`."""

    async def lookup(self, number: str) -> Entry | LookUpByHand: ...
