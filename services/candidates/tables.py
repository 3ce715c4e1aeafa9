"""Every table of the area."""

from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)

__all__ = ["Application", "ApplicationVersion", "Attachment", "ScreeningAnswer"]
