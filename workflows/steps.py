"""Every wait for a person: who, how many working days, what ends it, and what if nobody answers."""

from dataclasses import dataclass

from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.tasks import Otherwise

_OUTSIDERS = frozenset({Relation.CANDIDATE, Relation.REFEREE})


@dataclass(frozen=True)
class Step:
    """One kind of wait. Reminder, deputy and superior come of themselves (`human_step.py`)."""

    code: StepCode
    who: Relation
    days: int
    ended_by: frozenset[Fact]
    otherwise: Otherwise = Otherwise.STOP

    @property
    def outsider(self) -> bool:
        """Whether it waits for somebody outside the house, who has no superior to go to."""
        return self.who in _OUTSIDERS


def _step(
    code: StepCode,
    who: Relation,
    days: int,
    *ended_by: Fact,
    otherwise: Otherwise = Otherwise.STOP,
) -> Step:
    return Step(code, who, days, frozenset(ended_by), otherwise)


ANALYSE_JOB = _step(StepCode.ANALYSE_JOB, Relation.HIRING_MANAGER, 5, Fact.NEED_SUBMITTED)
DISCUSS_NEED = _step(
    StepCode.DISCUSS_NEED,
    Relation.UNION_REPRESENTATIVE,
    5,
    Fact.NEED_DISCUSSED,
    otherwise=Otherwise.DEFAULT,
)
CHECK_PREFERENCE_BEFORE_ADVERT = _step(
    StepCode.CHECK_PREFERENCE_BEFORE_ADVERT, Relation.HR_ADVISER, 5, Fact.PREFERENCE_CHECKED
)
APPROVE_NEED = _step(
    StepCode.APPROVE_NEED, Relation.APPROVER, 5, Fact.NEED_APPROVED, Fact.NEED_RETURNED
)

PUBLISH_ADVERT = _step(StepCode.PUBLISH_ADVERT, Relation.HIRING_MANAGER, 5, Fact.ADVERT_PUBLISHED)

DECIDE_EXEMPTION = _step(
    StepCode.DECIDE_EXEMPTION,
    Relation.HR_ADVISER,
    3,
    Fact.EXEMPTION_GRANTED,
    Fact.EXEMPTION_REFUSED,
)
DECLARE_CONFLICTS = _step(StepCode.DECLARE_CONFLICTS, Relation.MEMBER, 2, Fact.CONFLICTS_DECLARED)
SCREEN = _step(StepCode.SCREEN, Relation.HIRING_MANAGER, 5, Fact.SCREENING_COMPLETED)
SHORTLIST = _step(StepCode.SHORTLIST, Relation.HIRING_MANAGER, 2, Fact.SHORTLISTED)
INVITE = _step(StepCode.INVITE, Relation.HIRING_MANAGER, 15, Fact.INTERVIEWS_ENDED)
SCORE = _step(
    StepCode.SCORE,
    Relation.ASSESSOR,
    2,
    Fact.SCORES_SUBMITTED,
    Fact.STEP_DEFAULTED,
    otherwise=Otherwise.DEFAULT,
)
COMPLETE_PANEL = _step(
    StepCode.COMPLETE_PANEL,
    Relation.HIRING_MANAGER,
    2,
    Fact.SCORES_SUBMITTED,
    Fact.ASSESSOR_REPLACED,
)
GIVE_REFERENCE = _step(
    StepCode.GIVE_REFERENCE,
    Relation.REFEREE,
    5,
    Fact.REFERENCE_GIVEN,
    Fact.STEP_DEFAULTED,
    otherwise=Otherwise.DEFAULT,
)

NOMINATE = _step(StepCode.NOMINATE, Relation.HIRING_MANAGER, 5, Fact.NOMINATION_SUBMITTED)
REMARK_ON_NOMINATION = _step(
    StepCode.REMARK_ON_NOMINATION,
    Relation.UNION_REPRESENTATIVE,
    3,
    Fact.NOMINATION_REMARKED,
    otherwise=Otherwise.DEFAULT,
)
DECIDE_NOMINATION = _step(
    StepCode.DECIDE_NOMINATION,
    Relation.APPROVER,
    3,
    Fact.NOMINATION_APPROVED,
    Fact.NOMINATION_RETURNED,
)

CHECK_PREFERENCE_BEFORE_OFFER = _step(
    StepCode.CHECK_PREFERENCE_BEFORE_OFFER, Relation.HR_ADVISER, 2, Fact.PREFERENCE_CHECKED
)
MAKE_OFFER = _step(StepCode.MAKE_OFFER, Relation.HIRING_MANAGER, 2, Fact.OFFER_SENT)
ANSWER_OFFER = _step(
    StepCode.ANSWER_OFFER,
    Relation.CANDIDATE,
    5,
    Fact.OFFER_ACCEPTED,
    Fact.OFFER_DECLINED,
    Fact.OFFER_LAPSED,
    otherwise=Otherwise.DEFAULT,
)

CHECKS = {
    code: _step(code, Relation.HR_ADVISER, 10, Fact.CHECK_PASSED, Fact.CHECK_FAILED)
    for code in (
        StepCode.CHECK_IDENTITY,
        StepCode.CHECK_AUTHORISATION,
        StepCode.CHECK_POLICE_CERTIFICATE,
        StepCode.CHECK_HEALTH,
        StepCode.CHECK_LANGUAGE,
    )
}
ISSUE_CONTRACT = _step(StepCode.ISSUE_CONTRACT, Relation.HIRING_MANAGER, 5, Fact.CONTRACT_ISSUED)

ANSWER_CANDIDATES = _step(StepCode.ANSWER_CANDIDATES, Relation.HR_ADVISER, 3, Fact.ALL_ANSWERED)
ANSWER_BY_HAND = _step(
    StepCode.ANSWER_BY_HAND, Relation.HR_ADVISER, 3, Fact.STEP_SKIPPED, Fact.LETTER_RESENT
)

ACCEPT_DEPUTYSHIP = _step(
    StepCode.ACCEPT_DEPUTYSHIP,
    Relation.DEPUTY,
    3,
    Fact.DEPUTYSHIP_ACCEPTED,
    Fact.DEPUTYSHIP_DECLINED,
    otherwise=Otherwise.DEFAULT,
)
RECEIVE_NEWCOMER = _step(
    StepCode.RECEIVE_NEWCOMER,
    Relation.HIRING_MANAGER,
    1,
    Fact.NEWCOMER_RECEIVED,
    Fact.HIRE_UNDONE,
)
