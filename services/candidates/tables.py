"""Every table of the area."""

from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.candidates.privacy.tables import Erased

__all__ = ["Application", "ApplicationVersion", "Attachment", "Erased", "ScreeningAnswer"]
