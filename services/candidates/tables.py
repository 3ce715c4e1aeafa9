"""Every table of the area."""

from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.candidates.drafts.tables import ApplicationDraft, DraftPaper
from services.candidates.privacy.tables import Erased

__all__ = [
    "Application",
    "ApplicationDraft",
    "ApplicationVersion",
    "Attachment",
    "DraftPaper",
    "Erased",
    "ScreeningAnswer",
]
