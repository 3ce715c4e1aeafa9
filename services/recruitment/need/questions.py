"""The questions of a job analysis, one a page, in the order in which they are put."""

from dataclasses import dataclass
from enum import StrEnum

from services.kit.i18n import marked as _
from services.recruitment.need.codes import Alternatives


class Question(StrEnum):
    """A page of the job analysis; the address says which."""

    PATIENTS = "patients"
    REASON = "reason"
    POST = "post"
    OCCUPATION = "occupation"
    START = "start"


@dataclass(frozen=True)
class Asked:
    """What a page asks, and why. Msgids."""

    headline: str
    why: str
    fields: tuple[str, ...]


QUESTIONS: dict[Question, Asked] = {
    Question.PATIENTS: Asked(
        _("What happens to the patients if nothing is done?"),
        _(
            "This is the first question, because it decides the others. Say what you would say to "
            "the director: beds, waiting times, shifts that cannot be filled."
        ),
        ("consequence_for_patients",),
    ),
    Question.REASON: Asked(
        _("Why do you need somebody?"),
        _("Somebody leaves, the work grows, or somebody is away for a time. Name no person."),
        ("reason",),
    ),
    Question.POST: Asked(
        _("What kind of post is it?"),
        _(
            "Permanent and full-time is the rule. Anything else needs a reason, and the union "
            "representative is asked about it (aml §§ 14-1 b and 14-9)."
        ),
        ("position", "temporary_basis", "percentage", "part_time_reason"),
    ),
    Question.OCCUPATION: Asked(
        _("Which occupation?"),
        _("It decides which checks follow, and where the advert is found."),
        ("occupation_styrk08", "hpr_category"),
    ),
    Question.START: Asked(
        _("When should the new colleague begin?"),
        _(
            "From the need to the first day it commonly takes three to five months, notice "
            "included."
        ),
        ("wanted_start",),
    ),
}

ALTERNATIVES: dict[Alternatives, str] = {
    Alternatives.REDISTRIBUTE_TASKS: _("Can the tasks be shared out in another way?"),
    Alternatives.STOP_OR_SIMPLIFY: _("Is there something you could stop doing, or do more simply?"),
    Alternatives.INCREASE_PART_TIME: _("Does somebody who works part-time want more?"),
    Alternatives.INTERNAL_MOBILITY: _("Is there somebody in the house who wants to move?"),
    Alternatives.EDUCATION_POST: _("Could it be an education post?"),
    Alternatives.COMBINED_POST: _("Could it be combined with a post somewhere else?"),
    Alternatives.APPRENTICE_OR_TRAINEE: _("Could an apprentice or a trainee grow into it?"),
    Alternatives.RESOURCE_POOL: _("Can the resource pool cover it?"),
    Alternatives.CROSS_SITE: _("Can you share with another place of the trust?"),
    Alternatives.DELAY: _("What if you wait?"),
    Alternatives.TEMPORARY: _("Is the need for a limited time only?"),
    Alternatives.AGENCY: _("What would hired staff cost, and for how long?"),
}
"""Each of the twelve as a question."""


def after(question: Question) -> Question | None:
    """The question that follows; None after the last."""
    order = list(QUESTIONS)
    place = order.index(question) + 1
    return order[place] if place < len(order) else None
