"""Every table of the area."""

from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.candidates.drafts.tables import ApplicationDraft, DraftPaper
from services.candidates.enquiries.tables import Enquiry
from services.candidates.privacy.tables import Erased
from services.candidates.subscriptions.tables import Subscription, SubscriptionLetter

__all__ = [
    "Application",
    "ApplicationDraft",
    "ApplicationVersion",
    "Attachment",
    "DraftPaper",
    "Enquiry",
    "Erased",
    "ScreeningAnswer",
    "Subscription",
    "SubscriptionLetter",
]
