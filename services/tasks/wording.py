"""What is asked, and what happens if nobody answers, in both languages."""

from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.tasks.rules import PERSONAL
from workflows.payloads.codes import StepCode
from workflows.payloads.tasks import Otherwise

HEADLINES: dict[StepCode, str] = {
    StepCode.ANALYSE_JOB: _("Describe the need and profile"),
    StepCode.DISCUSS_NEED: _("Discuss the need with the leader"),
    StepCode.CHECK_PREFERENCE_BEFORE_ADVERT: _("Check preferential rights"),
    StepCode.APPROVE_NEED: _("Approve or return the need"),
    StepCode.PUBLISH_ADVERT: _("Write and publish the advert"),
    StepCode.DECLARE_CONFLICTS: _("Declare conflicts of interest"),
    StepCode.DECIDE_EXEMPTION: _("Decide a public-list exemption"),
    StepCode.SCREEN: _("Screen applications by the musts"),
    StepCode.SHORTLIST: _("Choose whom to interview"),
    StepCode.INVITE: _("Invite to and hold the interviews"),
    StepCode.SCORE: _("Give your marks"),
    StepCode.COMPLETE_PANEL: _("Get at least two to give marks"),
    StepCode.GIVE_REFERENCE: _("Give a reference"),
    StepCode.NOMINATE: _("Write and submit the nomination"),
    StepCode.REMARK_ON_NOMINATION: _("Remark on the nomination"),
    StepCode.DECIDE_NOMINATION: _("Approve or return the nomination"),
    StepCode.CHECK_PREFERENCE_BEFORE_OFFER: _("Check preferential rights again"),
    StepCode.MAKE_OFFER: _("Send the offer"),
    StepCode.ANSWER_OFFER: _("Answer the offer"),
    StepCode.CHECK_IDENTITY: _("Check identity and right to work"),
    StepCode.CHECK_AUTHORISATION: _("Check the authorisation"),
    StepCode.CHECK_POLICE_CERTIFICATE: _("See the police certificate"),
    StepCode.CHECK_HEALTH: _("Have health cleared"),
    StepCode.CHECK_LANGUAGE: _("Check the language requirement"),
    StepCode.ISSUE_CONTRACT: _("Issue the contract"),
    StepCode.ANSWER_CANDIDATES: _("Answer every candidate"),
    StepCode.ANSWER_BY_HAND: _("Answer a candidate by hand"),
    StepCode.ACCEPT_DEPUTYSHIP: _("Say whether you will be a deputy"),
    StepCode.RECEIVE_NEWCOMER: _("Receive the newcomer"),
    StepCode.SEE_TO_LETTER: _("Send a letter again that did not arrive"),
    StepCode.SEE_TO_FAILURE: _("Mend a technical fault, so that the case can go on"),
}
STOPS = _("If nobody answers, it goes to the superior and then stops on the operations list.")
STAYS: dict[StepCode, str] = {
    StepCode.SEE_TO_LETTER: _("It stays here until the letter has left or was seen to."),
    StepCode.SEE_TO_FAILURE: _("It is tried again all the time, and goes when it succeeds."),
}
NOBODY_ELSE = _("If you do not answer, it goes to nobody else, but stops on the operations list.")
"""Of what people say for themselves (`PERSONAL`)."""
LAPSES: dict[StepCode, str] = {
    StepCode.DISCUSS_NEED: _("If nobody answers, it is recorded that there was no remark in time."),
    StepCode.SCORE: _("If you do not answer in time, the marks may be opened without yours."),
    StepCode.GIVE_REFERENCE: _("If you do not answer in time, the reference is closed."),
    StepCode.REMARK_ON_NOMINATION: _(
        "If nobody answers, it is recorded that there was no remark in time."
    ),
    StepCode.ANSWER_OFFER: _("If you do not answer in time, the offer lapses."),
    StepCode.ACCEPT_DEPUTYSHIP: _("If you do not answer in time, it counts as a no."),
}
STOPPED = _("Nobody answered, so it now waits on the operations list.")
TAKEN: dict[StepCode, str] = {
    StepCode.DISCUSS_NEED: _("It is recorded that there was no remark in time."),
    StepCode.SCORE: _("The marks may be opened without those that are missing."),
    StepCode.GIVE_REFERENCE: _("The reference was closed without an answer."),
    StepCode.REMARK_ON_NOMINATION: _("It is recorded that there was no remark in time."),
    StepCode.ANSWER_OFFER: _("The offer has lapsed."),
    StepCode.ACCEPT_DEPUTYSHIP: _("It counts as a no."),
}


def headline(step: StepCode) -> dict[str, str]:
    """What is asked, by language."""
    return _both(HEADLINES[step])


def consequence(step: StepCode, otherwise: Otherwise) -> dict[str, str]:
    """What happens if nobody answers, by language."""
    said = STAYS if otherwise is Otherwise.STOP else LAPSES
    return _both(said.get(step, NOBODY_ELSE if step in PERSONAL else STOPS))


def outcome(step: StepCode, otherwise: Otherwise) -> dict[str, str]:
    """What was done because nobody had answered, by language."""
    return _both(STOPPED if otherwise is Otherwise.STOP else TAKEN.get(step, STOPPED))


def _both(text: str) -> dict[str, str]:
    return {language: translate(language, text) for language in ("nb", "en")}
