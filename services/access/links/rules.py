"""What a code is good for, decided without a database."""

from datetime import datetime, timedelta
from enum import StrEnum

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
BROWSER_COOKIE = "__Host-stafett-browser"
BROWSER_LIFE = timedelta(hours=1)


class Verdict(StrEnum):
    """What trying a code came to."""

    RIGHT = "right"
    WRONG = "wrong"
    TRIED_OUT = "tried_out"
    EXPIRED = "expired"
    NOT_ASKED = "not_asked"
    """No code was asked for in this browser, or the last one was used."""


def judge(
    *, at: datetime, expires_at: datetime, used_at: datetime | None, tries: int, right: bool
) -> Verdict:
    """Judge a try; `tries` counts those before it."""
    if used_at is not None:
        return Verdict.NOT_ASKED
    if tries >= CODE_TRIES:
        return Verdict.TRIED_OUT
    if at >= expires_at:
        return Verdict.EXPIRED
    return Verdict.RIGHT if right else Verdict.WRONG
