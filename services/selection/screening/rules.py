"""When a review is blind, and what screening comes to."""

from collections.abc import Collection, Mapping
from uuid import UUID

from workflows.payloads.codes import Phase

SCREENABLE = (Phase.ADVERTISED, Phase.SCREENING, Phase.INTERVIEWS, Phase.NOMINATION)
"""Phases in which a must may be assessed, or assessed anew with a reason."""
ASSESSED = ("received", "qualified", "unqualified", "interview")
"""States of an application that screening may change; later ones rest on decisions."""


def is_blind(qualified: bool | None, reviewed: bool) -> bool:
    """Whether a reader may not see who an applicant is.

    Until that reader has handed in a first review, or the completed screening has judged the
    application. One withdrawn before that stays blind.
    """
    return qualified is None and not reviewed


def is_qualified(musts: Collection[UUID], met: Mapping[UUID, bool | None]) -> bool | None:
    """Whether every must is met; None while one is unanswered or unclear."""
    found = [met.get(must) for must in musts]
    if any(each is None for each in found):
        return None
    return all(found)


def needs_reason(*, met: bool | None, changed: bool, blind: bool) -> bool:
    """Whether a result must be explained.

    One that is not met or unclear always is, for it takes somebody out of the running; a changed
    one as soon as the reader knows who it is about.
    """
    return not met or (changed and not blind)
