"""What comes if nobody does anything: the reminders and ends of what a case waits for."""

from dataclasses import dataclass
from datetime import datetime

from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.recruitment.overview.store import Wait
from services.tasks import wording
from workflows.payloads.codes import StepCode
from workflows.payloads.tasks import Due, Moment, Otherwise

REMINDED = _("{name} is reminded: {task}")
ESCALATED = _("It goes to the superior of {name}: {task}")


@dataclass(frozen=True)
class Coming:
    """Something that comes by itself."""

    at: datetime
    text: str


def coming(language: str, wait: Wait, dues: list[Due]) -> list[Coming]:
    """What comes of one wait, in order."""
    step = StepCode(wait.task.step)
    task, name = translate(language, wording.HEADLINES[step]), wait.name or "–"
    outcome = wording.outcome(step, Otherwise(wait.task.default))[language]
    texts = {
        Moment.REMIND: translate(language, REMINDED, name=name, task=task),
        Moment.ESCALATE: translate(language, ESCALATED, name=name, task=task),
        Moment.LAPSE: outcome,
    }
    return [Coming(due.at, texts[due.moment]) for due in dues]
