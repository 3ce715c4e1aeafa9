"""Every table of the area, by noun."""

from services.selection.board.tables import Undoable
from services.selection.conflicts.tables import Conflict, ConflictDeclaration
from services.selection.interviews.tables import Interview, InterviewKit
from services.selection.lists.tables import ExemptionRequest, PublicList
from services.selection.references.tables import Reference
from services.selection.scores.tables import Score, ScoreChange, ScoreSheet, ScoresSubmitted
from services.selection.screening.tables import FirstReview, InterviewProposal, MustResult

__all__ = [
    "Conflict",
    "ConflictDeclaration",
    "ExemptionRequest",
    "FirstReview",
    "Interview",
    "InterviewKit",
    "InterviewProposal",
    "MustResult",
    "PublicList",
    "Reference",
    "Score",
    "ScoreChange",
    "ScoreSheet",
    "ScoresSubmitted",
    "Undoable",
]
