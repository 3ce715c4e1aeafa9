"""Which case files are played: the repository's own, and the shared ones where they are at hand."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = ROOT / "examples"
SHARED = Path(os.environ.get("STAFETT_SHARED", ROOT.parent / "shared")) / "cases"
WHOLE = os.environ.get("STAFETT_JOURNEYS") == "whole"
"""Set it to play every example, and the one of 300 applicants; otherwise a few stand for them."""
FEW = (
    "conflict-of-leader-and-hr-adviser",
    "everyone-withdraws",
)


def shared() -> list[Path]:
    """The shared cases; none where they are not at hand."""
    return sorted(SHARED.glob("*.yaml"))


def own() -> list[Path]:
    """Every example."""
    return sorted(OWN.glob("*.yaml"))


def to_play() -> list[Path]:
    """What is played this time."""
    return [*shared(), *(each for each in own() if WHOLE or each.stem in FEW)]
