"""What the processes have the selection do, and what it records of decisions."""

from services.kit.processes.decisions import Recorder
from services.recruitment.impartiality.service import waited_for as readers
from services.selection.interviews import service as interviews
from services.selection.interviews.service import interviewee, withdraw
from services.selection.letters import LETTERS
from services.selection.lists import service as lists
from services.selection.lists.service import (
    exemption_of,
    freeze_list,
    list_is_owed,
    open_exemption,
    pending_exemptions,
    settle_exemption,
)
from services.selection.references import service as references
from services.selection.references.service import close_reference, referee_of
from services.selection.scores.service import Opening, open_scores, panel
from services.selection.screening import service as screening
from services.selection.screening.service import shortlisted
from workflows.payloads.codes import Decided

__all__ = [
    "LETTERS",
    "RECORDERS",
    "Opening",
    "close_reference",
    "exemption_of",
    "freeze_list",
    "interviewee",
    "list_is_owed",
    "open_exemption",
    "open_scores",
    "panel",
    "pending_exemptions",
    "readers",
    "referee_of",
    "settle_exemption",
    "shortlisted",
    "withdraw",
]

RECORDERS: dict[Decided, Recorder] = {
    **screening.RECORDERS,
    **lists.RECORDERS,
    **interviews.RECORDERS,
    **references.RECORDERS,
}
