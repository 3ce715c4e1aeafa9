"""What was measured, and what of it is shown: medians and ranges over alternating rounds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Pair:
    """One round: what the program did, and what the baseline did beside it."""

    program: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.program / self.bare


@dataclass(frozen=True)
class Result:
    """One thing measured in several rounds, and what it should come to."""

    what: str
    unit: str
    pairs: Sequence[Pair]
    at_least: float | None = None
    """The ratio to the baseline that is aimed at, where more is better …"""
    at_most: float | None = None
    """… and where less is better."""
    floor: float | None = None
    """What the program alone should reach, whatever the baseline does."""
    notes: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def program(self) -> float:
        return median(pair.program for pair in self.pairs)

    @property
    def bare(self) -> float:
        return median(pair.bare for pair in self.pairs)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: each pair was measured under the same load."""
        return median(pair.ratio for pair in self.pairs)

    @property
    def met(self) -> bool:
        return (
            (self.at_least is None or self.ratio >= self.at_least)
            and (self.at_most is None or self.ratio <= self.at_most)
            and (self.floor is None or self.program >= self.floor)
        )

    @property
    def target(self) -> str:
        """What is aimed at, in words."""
        aims = [
            f"≥ {self.at_least} ×" if self.at_least is not None else "",
            f"≤ {self.at_most} ×" if self.at_most is not None else "",
            f"≥ {self.floor:g} {self.unit}" if self.floor is not None else "",
        ]
        return ", ".join(filter(None, aims))

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "what": self.what,
            "unit": self.unit,
            "program": _spread([pair.program for pair in self.pairs]),
            "bare": _spread([pair.bare for pair in self.pairs]),
            "ratio": _spread([pair.ratio for pair in self.pairs]),
            "target": self.target,
            "met": self.met,
            "rounds": len(self.pairs),
            **self.notes,
        }


def p95(samples: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(samples, n=20, method="inclusive")[-1]


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }
