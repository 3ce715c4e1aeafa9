"""What each kind of audit event of a case is called; msgids with `{actor}`."""

SYSTEM = "Stafett"
APPLICANT = "An applicant"
FORMER = "Somebody whose data is erased"
ON_AUTHORITY = "{sentence}, on the authority of {name}."
OTHER = "{actor}: {kind}."

SENTENCES: dict[str, str] = {
    "case.started": "{actor} started the case.",
    "case.members_changed": "{actor} changed who has which part in the case.",
    "case.phase_entered": "The case went on to its next phase.",
    "case.cancelled": "{actor} cancelled the case.",
    "case.search_failed": "{actor} ended the search without an appointment.",
    "need.changed": "{actor} changed the need.",
    "need.alternatives_answered": "{actor} answered the alternatives to recruiting.",
    "need.submitted": "{actor} submitted the need for approval.",
    "need.discussed": "{actor} gave the union's view of the need.",
    "need.discussion_defaulted": "The union's view of the need did not come in time.",
    "need.preference_checked": "{actor} looked into preferential rights to the post.",
    "need.approved": "{actor} approved the need.",
    "need.returned": "{actor} returned the need.",
    "need.approval_voided": "The change by {actor} voided the approval of the need.",
    "profile.written": "{actor} wrote the competence profile.",
    "advert.written": "{actor} wrote the advert.",
    "advert.noticed": "{actor} announced the vacancy internally.",
    "advert.published": "{actor} published the advert.",
    "advert.corrected": "{actor} corrected the published advert.",
    "advert.extended": "{actor} extended the deadline.",
    "advert.repeated": "{actor} decided to advertise the post again.",
    "advert.opened": "The advert opened for applications.",
    "advert.closed": "The advert closed.",
}
