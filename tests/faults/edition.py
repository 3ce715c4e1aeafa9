"""How much of the fault suite is run: the small edition in every test run, the whole on demand."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Strike(StrEnum):
    """What is done to a running installation; whatever is killed is started again at once."""

    WORKER = "worker killed"
    WEB = "web killed"
    TEMPORAL = "Temporal killed"
    POSTGRES = "PostgreSQL killed"
    FORGETFUL = "Temporal killed, its last second forgotten"
    UNKNOWN = "worker killed under a decision"


@dataclass(frozen=True)
class Edition:
    """So many cases at once, so many strikes, and how long it may all take."""

    cases: int
    applicants: int
    at_once: int
    strikes: dict[Strike, int]
    mail_faults: float
    """Share of mails that the SMTP server treats badly."""
    stall: timedelta
    """The longest the SMTP server says nothing; the program gives up after half a minute."""
    within: timedelta
    seed: int = field(default_factory=lambda: int(os.environ.get("STAFETT_FAULTS_SEED", "2026")))

    @property
    def posts(self) -> int:
        """About how many POSTs people make in all cases."""
        return self.cases * (25 + 2 * self.applicants)


SMALL = Edition(
    cases=10,
    applicants=5,
    at_once=10,
    strikes={
        Strike.WORKER: 2,
        Strike.WEB: 2,
        Strike.TEMPORAL: 1,
        Strike.POSTGRES: 2,
        Strike.FORGETFUL: 1,
        Strike.UNKNOWN: 1,
    },
    mail_faults=0.15,
    stall=timedelta(seconds=2),
    within=timedelta(minutes=10),
)
WHOLE = Edition(
    cases=100,
    applicants=10,
    at_once=20,
    strikes={
        Strike.WORKER: 10,
        Strike.WEB: 7,
        Strike.TEMPORAL: 6,
        Strike.POSTGRES: 7,
        Strike.FORGETFUL: 4,
        Strike.UNKNOWN: 4,
    },
    mail_faults=0.15,
    stall=timedelta(seconds=40),
    within=timedelta(minutes=60),
)


def chosen() -> Edition:
    """The whole with STAFETT_FAULTS=whole, otherwise the small one."""
    return WHOLE if os.environ.get("STAFETT_FAULTS") == "whole" else SMALL
