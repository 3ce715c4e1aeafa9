"""The five steps of a recruitment as a track: done, now, planned. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.kit.i18n import marked as _
from workflows.payloads.codes import Ending, Phase

State = Literal["done", "now", "planned", "not_reached"]

STEPS: tuple[tuple[str, frozenset[Phase]], ...] = (
    (_("Job analysis"), frozenset({Phase.JOB_ANALYSIS, Phase.APPROVAL})),
    (_("Advertising"), frozenset({Phase.ADVERT_PREPARATION, Phase.ADVERTISED})),
    (_("Selection"), frozenset({Phase.SCREENING, Phase.INTERVIEWS, Phase.NOMINATION})),
    (_("Hiring"), frozenset({Phase.OFFER, Phase.CHECKS, Phase.CONTRACT, Phase.CLOSING})),
    (_("Onboarding"), frozenset({Phase.CLOSED})),
)
"""What each step is called (a msgid), and the phases that are part of it."""


@dataclass(frozen=True)
class Step:
    """A step, and the day it was or is to be done, where that is known."""

    label: str
    state: State
    when: date | datetime | None = None


def track(
    phase: Phase, ending: Ending | None, days: Sequence[date | datetime | None] = ()
) -> list[Step]:
    """The steps of a case; `days` are theirs, in order.

    A case that ended without an appointment stays where it ended: what follows is not reached.
    """
    at = next(number for number, (_label, phases) in enumerate(STEPS) if phase in phases)
    unfilled = ending is not None and ending is not Ending.HIRED
    known = [*days, *[None] * len(STEPS)]
    return [
        Step(label, _state(number, at, unfilled=unfilled), known[number])
        for number, (label, _phases) in enumerate(STEPS)
    ]


def _state(number: int, at: int, *, unfilled: bool) -> State:
    if unfilled:
        return "done" if number == 0 < at else "not_reached"
    if number == at:
        return "now"
    return "done" if number < at else "planned"
