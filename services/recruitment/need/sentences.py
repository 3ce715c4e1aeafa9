"""What each kind of audit event of a case is told as.

Msgids; `{actor}` did it, `{task}` is what the step asks, `{assignee}` who then had it, `{letter}`
which kind of letter it was. Kinds of the areas that build on this one are told here too, so that a
case reads as one story.
"""

from services.access.audit import AuditKind

SYSTEM = "Stafett"
APPLICANT = "An applicant"
FORMER = "Somebody whose data is erased"
ON_AUTHORITY = "{sentence}, on the authority of {name}."
OTHER = "{actor}: {kind}."

SENTENCES: dict[AuditKind, str] = {
    AuditKind.CASE_STARTED: "{actor} started the case.",
    AuditKind.CASE_MEMBERS_CHANGED: "{actor} changed who has which part in the case.",
    AuditKind.CASE_PHASE_ENTERED: "The case went on to its next phase.",
    AuditKind.CASE_CANCELLED: "{actor} cancelled the case.",
    AuditKind.CASE_SEARCH_FAILED: "{actor} ended the search without an appointment.",
    AuditKind.NEED_CHANGED: "{actor} changed the need.",
    AuditKind.NEED_ALTERNATIVES_ANSWERED: "{actor} answered the alternatives to recruiting.",
    AuditKind.NEED_SUBMITTED: "{actor} submitted the need for approval.",
    AuditKind.NEED_DISCUSSED: "{actor} gave the union's view of the need.",
    AuditKind.NEED_DISCUSSION_DEFAULTED: "The union's view of the need did not come in time.",
    AuditKind.NEED_PREFERENCE_CHECKED: "{actor} looked into preferential rights to the post.",
    AuditKind.NEED_APPROVED: "{actor} approved the need.",
    AuditKind.NEED_RETURNED: "{actor} returned the need.",
    AuditKind.NEED_APPROVAL_VOIDED: "The change by {actor} voided the approval of the need.",
    AuditKind.PROFILE_WRITTEN: "{actor} wrote the competence profile.",
    AuditKind.ADVERT_WRITTEN: "{actor} wrote the advert.",
    AuditKind.ADVERT_NOTICED: "{actor} announced the vacancy internally.",
    AuditKind.ADVERT_PUBLISHED: "{actor} published the advert.",
    AuditKind.ADVERT_CORRECTED: "{actor} corrected the published advert.",
    AuditKind.ADVERT_EXTENDED: "{actor} extended the deadline.",
    AuditKind.ADVERT_REPEATED: "{actor} decided to advertise the post again.",
    AuditKind.ADVERT_OPENED: "The advert opened for applications.",
    AuditKind.ADVERT_CLOSED: "The advert closed.",
    AuditKind.APPLICATIONS_NUMBERED: "The applications were given their blind numbers.",
    AuditKind.CONFLICTS_DECLARED: (
        "{actor} said with whom there is a conflict of interest, if anyone."
    ),
    AuditKind.CONFLICTS_DECLARED_LATE: "{actor} declared a conflict of interest late.",
    AuditKind.MEMBER_REPLACED: "{actor} replaced an assessor.",
    AuditKind.LIST_ENTERED: "An applicant was entered in the public applicant list.",
    AuditKind.LIST_FROZEN: "The public applicant list was drawn up.",
    AuditKind.MUST_ASSESSED: "{actor} held an application against a must.",
    AuditKind.SCREENING_COMPLETED: "{actor} completed the screening.",
    AuditKind.INTERVIEW_PROPOSAL_CHANGED: "{actor} changed who is proposed for interview.",
    AuditKind.SHORTLIST_DRAWN_UP: "{actor} chose whom to interview.",
    AuditKind.INTERVIEW_KIT_WRITTEN: "{actor} wrote the questions for the interviews.",
    AuditKind.INTERVIEW_INVITED: "{actor} invited an applicant to an interview.",
    AuditKind.INTERVIEW_MOVED: "{actor} moved an interview.",
    AuditKind.INTERVIEW_CANCELLED: "{actor} cancelled an interview.",
    AuditKind.INTERVIEWS_ENDED: "{actor} ended the interviews.",
    AuditKind.SCORES_HANDED_IN: "{actor} handed in marks.",
    AuditKind.SCORES_SUBMITTED: "{actor} handed in the last of the marks that were due.",
    AuditKind.SCORES_OPENED: "The marks were opened.",
    AuditKind.SCORE_CHANGED: "{actor} changed a mark, with a reason.",
    AuditKind.REFERENCE_ASKED: "{actor} asked for references.",
    AuditKind.REFERENCE_GIVEN: "A reference was given.",
    AuditKind.REFERENCE_CLOSED: "A reference was closed without an answer.",
    AuditKind.NOMINATION_DRAFTED: "{actor} drafted the nomination.",
    AuditKind.NOMINATION_SUBMITTED: "{actor} submitted the nomination.",
    AuditKind.NOMINATION_REMARKED: "{actor} gave the union's view of the nomination.",
    AuditKind.NOMINATION_REMARK_DEFAULTED: (
        "The union's view of the nomination did not come in time."
    ),
    AuditKind.NOMINATION_APPROVED: "{actor} approved the nomination.",
    AuditKind.NOMINATION_RETURNED: "{actor} returned the nomination.",
    AuditKind.OFFER_SENT: "{actor} sent an offer.",
    AuditKind.OFFER_ACCEPTED: "{actor} accepted the offer.",
    AuditKind.OFFER_DECLINED: "{actor} declined the offer.",
    AuditKind.OFFER_LAPSED: "An offer lapsed without an answer.",
    AuditKind.OFFER_WITHDRAWN: "An offer was withdrawn.",
    AuditKind.CHECK_PASSED: "{actor} saw that a check was passed.",
    AuditKind.CHECK_FAILED: "{actor} saw that a check was not passed.",
    AuditKind.CONTRACT_WRITTEN: "{actor} wrote the contract.",
    AuditKind.CONTRACT_ISSUED: "{actor} issued the contract.",
    AuditKind.CASE_HANDED_OVER: "The onboarding of the newcomer began.",
    AuditKind.CASE_CANDIDATES_ANSWERED: "Everybody who was still waiting was given an answer.",
    AuditKind.CHAIN_TAKEN_IN: "The record of an application was sealed into that of the case.",
    AuditKind.LETTER_SENT: "A letter was sent: {letter}.",
    AuditKind.LETTER_FAILED: "A letter could not be delivered: {letter}.",
    AuditKind.LETTER_CANCELLED: "A letter was called back: {letter}.",
    AuditKind.LETTER_RESENT: "{actor} sent a letter again: {letter}.",
    AuditKind.TASK_OPENED: "{assignee} was asked: {task}.",
    AuditKind.TASK_WITHOUT_OWNER: "There is nobody to ask: {task}.",
    AuditKind.TASK_REMINDED: "{assignee} was reminded: {task}.",
    AuditKind.TASK_HANDED_TO_DEPUTY: "{assignee} was asked as a deputy: {task}.",
    AuditKind.TASK_HANDED_BACK: "{assignee} is back, and is asked again: {task}.",
    AuditKind.TASK_REASSIGNED: "{actor} asked {assignee} instead: {task}.",
    AuditKind.TASK_ESCALATED: "Nobody answered, so {assignee} was asked: {task}.",
    AuditKind.TASK_DONE: "{actor} answered: {task}.",
    AuditKind.TASK_DEFAULTED: "Nobody answered in time: {task}.",
    AuditKind.TASK_STOPPED: "It waits on the operations list: {task}.",
    AuditKind.TASK_DROPPED: "It was no longer needed: {task}.",
    AuditKind.STEP_SKIPPED: "{actor} skipped a step, with a reason: {task}.",
    AuditKind.STEP_RETRIED: "{actor} had a step asked again, with a reason: {task}.",
}
REMINDED_BY = "{actor} had {assignee} reminded: {task}."
"""Where it did not come by itself."""
MSGIDS = frozenset({REMINDED_BY, *SENTENCES.values(), APPLICANT, FORMER, ON_AUTHORITY, OTHER})
"""Every message of this module, for the test of the catalogues."""
