"""The cases of a list by the step they are in. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.recruitment.overview.case_lines import FollowedLine
from services.recruitment.overview.track import STEPS


@dataclass(frozen=True)
class Column:
    """A step (a msgid) and its cases."""

    label: str
    cases: list[FollowedLine]


def board(lines: Sequence[FollowedLine], *, ended: bool) -> list[Column]:
    """A column for each step; the last is for cases that have ended, where those are shown."""
    columns = [
        Column(label, [line for line in lines if line.case.phase in phases])
        for label, phases in STEPS
    ]
    return columns if ended else columns[:-1]
