"""Exactly what each kind of letter tells: the merge fields of its templates.

The one place where owners of letters and writers of templates meet. A value may be a text, a
`Words` in both languages, a whole number, a date or an instant; templates show dates and instants
in words, in Oslo time. Every template also has `name` (the receiver's), `employer` and, for the
kinds in `LINKED`, `link`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

from workflows.payloads.codes import LetterKind


class Bilingual(TypedDict):
    """A text in both languages; the receiver's is taken."""

    nb: str
    en: str


Words = str | Bilingual | Mapping[str, str]
"""A text, or the same text by language."""


class RejectionReason(StrEnum):
    """How far an application came; each has a letter of its own."""

    NOT_QUALIFIED = "not_qualified"
    NOT_INTERVIEWED = "not_interviewed"
    NOT_FIRST_CHOICE = "not_first_choice"
    SEARCH_FAILED = "search_failed"
    FILLED = "filled"


class OfferWithdrawn(StrEnum):
    """Why an offer was taken back."""

    CHECK_FAILED = "check_failed"
    CASE_CANCELLED = "case_cancelled"


class Audience(StrEnum):
    """Whom a letter about the end of a case goes to."""

    CANDIDATE = "candidate"
    MEMBER = "member"


class Case(TypedDict):
    """In every letter about a post: which, where, and whom to ask."""

    post: Words
    """The title of the post; of a case without one, what people call the case."""
    unit: Words
    contact_name: str
    contact_email: str


class Receipt(Case):
    received_at: datetime
    closes_at: datetime
    answer_by: date
    """The promised date of the next answer."""


class ApplicationAgain(Case):
    """A second application from the same address; the first stands until this is confirmed."""

    received_at: datetime


class CorrectionConfirmed(Case):
    received_at: datetime
    answer_by: date


class WithdrawalConfirmed(Case):
    withdrawn_at: datetime


class ExemptionGranted(Case):
    answer_by: date


class ExemptionRefused(Case):
    reason: str
    withdraw_by: datetime


class Interview(Case):
    starts_at: datetime
    minutes: int
    place: str


class InterviewChange(Interview):
    previous_starts_at: datetime


class InterviewCancellation(Case):
    starts_at: datetime
    answer_by: date


class Delay(Case):
    previous_answer_by: date
    answer_by: date


class Rejection(Case):
    reason: RejectionReason
    kept_until: date
    """When the application is erased, if nobody complains."""


class SearchFailed(Case):
    """To the members of the case. Candidates get a rejection with the reason `search_failed`."""

    reason: str


class CaseCancelled(Case):
    audience: Audience
    reason: str
    """Told to members only."""
    kept_until: date
    """Told to candidates only."""


class Offer(Case):
    """Pay and terms are read behind the link, not in the mail."""

    percentage: int
    starts_on: date
    answer_by: datetime


class OfferReminder(Case):
    answer_by: datetime


class OfferLapsed(Case):
    answer_by: datetime
    """When the time to answer was over."""


class OfferDeclined(Case):
    answered_at: datetime


class OfferTakenBack(Case):
    reason: OfferWithdrawn


class Hired(Case):
    starts_on: date


class Contract(Case):
    starts_on: date


class ReferenceAsked(Case):
    applicant_name: str
    answer_by: datetime


class ReferenceThanks(Case):
    applicant_name: str


class InternalNotice(Case):
    closes_at: datetime
    percentage: int
    url: str
    """Where the advert is."""


class AdvertQuestion(Case):
    """Here the one to write to is who asks."""

    question: str
    url: str
    """Where the advert is."""


class SubscriptionConfirm(TypedDict):
    url: str
    days: int
    """Within which it has to be confirmed."""


class SubscribedAdvert(TypedDict):
    post: Words
    unit: Words
    percentage: int
    closes_at: datetime
    url: str
    ending: str
    """Where the subscription is ended."""


class Task(Case):
    task: Words
    """What is asked, as a headline in the imperative."""
    due_at: datetime
    background: Words
    """Why it is asked again, as a whole sentence; empty where it is asked for the first time."""
    consequence: Words
    """What happens if nobody answers, as a whole sentence."""


class TaskDeputy(Task):
    on_behalf_of: str


class TaskSuperior(Task):
    owner_name: str
    """Who had the task until now."""


class TaskDefault(Case):
    task: Words
    due_at: datetime
    outcome: Words
    """What was done instead, as a whole sentence."""


class SignInCode(TypedDict):
    code: str
    minutes: int
    """How long the code opens."""


VALUES: Mapping[LetterKind, type] = {
    LetterKind.RECEIPT: Receipt,
    LetterKind.APPLICATION_AGAIN: ApplicationAgain,
    LetterKind.CORRECTION_CONFIRMED: CorrectionConfirmed,
    LetterKind.WITHDRAWAL_CONFIRMED: WithdrawalConfirmed,
    LetterKind.EXEMPTION_GRANTED: ExemptionGranted,
    LetterKind.EXEMPTION_REFUSED: ExemptionRefused,
    LetterKind.INTERVIEW_INVITATION: Interview,
    LetterKind.INTERVIEW_CHANGE: InterviewChange,
    LetterKind.INTERVIEW_CANCELLATION: InterviewCancellation,
    LetterKind.DELAY: Delay,
    LetterKind.REJECTION: Rejection,
    LetterKind.SEARCH_FAILED: SearchFailed,
    LetterKind.CASE_CANCELLED: CaseCancelled,
    LetterKind.OFFER: Offer,
    LetterKind.OFFER_REMINDER: OfferReminder,
    LetterKind.OFFER_LAPSED: OfferLapsed,
    LetterKind.OFFER_DECLINED: OfferDeclined,
    LetterKind.OFFER_WITHDRAWN: OfferTakenBack,
    LetterKind.HIRED: Hired,
    LetterKind.CONTRACT: Contract,
    LetterKind.REFERENCE_ASKED: ReferenceAsked,
    LetterKind.REFERENCE_REMINDER: ReferenceAsked,
    LetterKind.REFERENCE_THANKS: ReferenceThanks,
    LetterKind.INTERNAL_NOTICE: InternalNotice,
    LetterKind.ADVERT_QUESTION: AdvertQuestion,
    LetterKind.SUBSCRIPTION_CONFIRM: SubscriptionConfirm,
    LetterKind.SUBSCRIBED_ADVERT: SubscribedAdvert,
    LetterKind.TASK: Task,
    LetterKind.TASK_REMINDER: Task,
    LetterKind.TASK_DEPUTY: TaskDeputy,
    LetterKind.TASK_SUPERIOR: TaskSuperior,
    LetterKind.TASK_DEFAULT: TaskDefault,
    LetterKind.SIGN_IN_CODE: SignInCode,
}

VARIANT: Mapping[LetterKind, tuple[str, type[StrEnum]]] = {
    LetterKind.REJECTION: ("reason", RejectionReason),
    LetterKind.CASE_CANCELLED: ("audience", Audience),
    LetterKind.OFFER_WITHDRAWN: ("reason", OfferWithdrawn),
}
"""Kinds with one template for each value of a field: templates hold merge fields, no code."""

LINKED: frozenset[LetterKind] = frozenset(
    {
        LetterKind.RECEIPT,
        LetterKind.APPLICATION_AGAIN,
        LetterKind.EXEMPTION_REFUSED,
        LetterKind.OFFER,
        LetterKind.OFFER_REMINDER,
        LetterKind.CONTRACT,
        LetterKind.REFERENCE_ASKED,
        LetterKind.REFERENCE_REMINDER,
        LetterKind.TASK,
        LetterKind.TASK_REMINDER,
        LetterKind.TASK_DEPUTY,
        LetterKind.TASK_SUPERIOR,
    }
)
"""Kinds whose context must bring a `LinkFor`."""
