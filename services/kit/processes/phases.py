"""The phases of a recruitment in the words people use for them."""

from typing import Any

from services.kit.i18n import translate
from workflows.payloads.codes import Phase

PHASES: dict[Phase, str] = {
    Phase.JOB_ANALYSIS: "job analysis",
    Phase.APPROVAL: "approval of the need",
    Phase.ADVERT_PREPARATION: "preparation of the advert",
    Phase.ADVERTISED: "advertised",
    Phase.SCREENING: "screening",
    Phase.INTERVIEWS: "interviews",
    Phase.NOMINATION: "nomination",
    Phase.OFFER: "offer",
    Phase.CHECKS: "checks",
    Phase.CONTRACT: "contract",
    Phase.CLOSING: "closing",
    Phase.CLOSED: "closed",
}
"""Msgids."""


def phase_text(language: str, phase: Any) -> str:
    """A phase in words; what another kind of process stands in is said by its code."""
    return translate(language, PHASES[Phase(phase)]) if phase in PHASES else str(phase)
