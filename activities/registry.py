"""Everything a worker registers, and what the areas contribute to it."""

from collections.abc import Callable, Mapping
from typing import Any

from activities.adverts import AdvertActivities
from activities.candidates import CandidateActivities
from activities.decisions import DecisionActivities
from activities.defaults import DEFAULTS, DUE_AT, FINDERS
from activities.ground import Ground
from activities.letters import LetterActivities
from activities.onboarding import OnboardingActivities
from activities.organisation import OrganisationActivities
from activities.recruitment import RecruitmentActivities
from activities.task_letters import LETTERS as TASK_LETTERS
from activities.tasks import TaskActivities
from services.candidates.enquiries.letters import LETTERS as ENQUIRY_LETTERS
from services.candidates.letters import LETTERS as CANDIDATE_LETTERS
from services.kit.processes.decisions import Recorder
from services.messages.letters import ContextBuilder
from services.recruitment.casefile.letters import LETTERS as CLOSING_LETTERS
from services.recruitment.offer.service import file_recorders
from services.recruitment.service import LETTERS as RECRUITMENT_LETTERS
from services.recruitment.service import RECORDERS as RECRUITMENT_RECORDERS
from services.selection.letters import LETTERS as SELECTION_LETTERS
from services.selection.service import RECORDERS as SELECTION_RECORDERS
from services.tasks.service import RECORDERS as TASK_RECORDERS
from services.tasks.service import Known
from workflows.payloads.codes import Decided, LetterKind

RECORDERS: Mapping[Decided, Recorder] = {
    **TASK_RECORDERS,
    **RECRUITMENT_RECORDERS,
    **SELECTION_RECORDERS,
}
LETTERS: Mapping[LetterKind, ContextBuilder] = {
    **TASK_LETTERS,
    **CANDIDATE_LETTERS,
    **ENQUIRY_LETTERS,
    **RECRUITMENT_LETTERS,
    **CLOSING_LETTERS,
    **SELECTION_LETTERS,
}


def activities(ground: Ground) -> list[Callable[..., Any]]:
    """The activities of one worker."""
    decisions = DecisionActivities(ground, {**RECORDERS, **file_recorders(ground.files)})
    tasks = TaskActivities(ground, Known(FINDERS, DEFAULTS, DUE_AT))
    letters = LetterActivities(ground, LETTERS)
    organisation = OrganisationActivities(ground)
    recruitment = RecruitmentActivities(ground)
    adverts = AdvertActivities(ground)
    candidates = CandidateActivities(ground)
    onboarding = OnboardingActivities(ground)
    return [
        decisions.record_decision,
        decisions.end_process,
        tasks.open_task,
        tasks.move_task,
        tasks.task_assignee,
        tasks.drop_tasks,
        letters.send_letter,
        organisation.absence_days,
        organisation.hand_tasks_to_deputy,
        organisation.hand_tasks_back,
        recruitment.enter_phase,
        recruitment.outstanding,
        adverts.advert_times,
        adverts.open_advert,
        adverts.close_advert,
        recruitment.freeze_list,
        recruitment.readers,
        recruitment.shortlisted,
        recruitment.interviewee,
        recruitment.asked_of,
        recruitment.panel,
        recruitment.open_scores,
        recruitment.next_to_offer,
        recruitment.offeree,
        recruitment.required_checks,
        recruitment.withdraw_offer,
        recruitment.hand_over_to_onboarding,
        recruitment.answer_candidates,
        recruitment.case_members,
        recruitment.close_case,
        candidates.candidate,
        candidates.promised_answer,
        candidates.open_exemption,
        candidates.exemption_decision,
        candidates.settle_exemption,
        candidates.withdraw_from_case,
        candidates.referee,
        candidates.final_answer,
        candidates.mark_answered,
        onboarding.first_day,
        onboarding.receive,
    ]
