"""Which decisions a recruitment takes in which phase, and where a decision takes it."""

from workflows.payloads.codes import Decided, Fact, Phase

_ANY = frozenset({Decided.CANCEL_CASE, Decided.SETTLE_STEP})
_SELECTION = frozenset({Decided.FAIL_SEARCH, Decided.ASK_REFERENCES})
_INTERVIEWS = frozenset({Decided.INVITE, Decided.MOVE_INTERVIEW, Decided.CANCEL_INTERVIEW})

TAKEN_IN: dict[Phase, frozenset[Decided]] = {
    Phase.JOB_ANALYSIS: _ANY | {Decided.SUBMIT_NEED},
    Phase.APPROVAL: _ANY | {Decided.DECIDE_NEED},
    Phase.ADVERT_PREPARATION: _ANY | {Decided.PUBLISH_ADVERT},
    Phase.ADVERTISED: _ANY | {Decided.EXTEND_DEADLINE},
    Phase.SCREENING: _ANY
    | {
        Decided.COMPLETE_SCREENING,
        Decided.SHORTLIST,
        Decided.EXTEND_DEADLINE,
        Decided.READVERTISE,
        Decided.FAIL_SEARCH,
    },
    Phase.INTERVIEWS: _ANY
    | _SELECTION
    | _INTERVIEWS
    | {Decided.END_INTERVIEWS, Decided.READVERTISE},
    Phase.NOMINATION: _ANY
    | _SELECTION
    | {Decided.SUBMIT_NOMINATION, Decided.DECIDE_NOMINATION, Decided.READVERTISE},
    Phase.OFFER: _ANY | {Decided.SEND_OFFER, Decided.FAIL_SEARCH},
    Phase.CHECKS: _ANY | {Decided.DECIDE_CHECK},
    Phase.CONTRACT: _ANY | {Decided.ISSUE_CONTRACT},
    Phase.CLOSING: frozenset({Decided.SETTLE_STEP}),
    Phase.CLOSED: frozenset(),
}
"""A decision in any other phase is answered with where the case stands, and changes nothing."""

LEADS_TO: dict[Fact, Phase] = {
    Fact.NEED_SUBMITTED: Phase.APPROVAL,
    Fact.NEED_APPROVED: Phase.ADVERT_PREPARATION,
    Fact.NEED_RETURNED: Phase.JOB_ANALYSIS,
    Fact.APPROVAL_VOIDED: Phase.APPROVAL,
    Fact.ADVERT_PUBLISHED: Phase.ADVERTISED,
    Fact.DEADLINE_EXTENDED: Phase.ADVERTISED,
    Fact.READVERTISED: Phase.ADVERT_PREPARATION,
    Fact.SHORTLISTED: Phase.INTERVIEWS,
    Fact.NOMINATION_APPROVED: Phase.OFFER,
    Fact.ACCEPTANCE_WITHDRAWN: Phase.OFFER,
    Fact.CONTRACT_ISSUED: Phase.CLOSING,
    Fact.SEARCH_FAILED: Phase.CLOSING,
    Fact.CASE_CANCELLED: Phase.CLOSING,
}
"""Where a recorded decision takes the case, in the transaction that records it."""

TURNS = frozenset(
    {
        Fact.APPROVAL_VOIDED,
        Fact.DEADLINE_EXTENDED,
        Fact.READVERTISED,
        Fact.ACCEPTANCE_WITHDRAWN,
        Fact.SEARCH_FAILED,
        Fact.CASE_CANCELLED,
    }
)
"""Facts that end whatever the case was waiting for and take it elsewhere at once."""
