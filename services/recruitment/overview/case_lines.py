"""A case as a line of a list."""

from dataclasses import dataclass

from services.access.permissions import Actor
from services.kit import clock
from services.kit.i18n import translate
from services.kit.processes.phases import phase_text
from services.recruitment.need.reading import FollowedCase
from services.recruitment.need.schemas import RecruitmentListed
from services.recruitment.need.service import STARTERS
from services.recruitment.overview.track import Step, track
from services.tasks import wording
from workflows.payloads.codes import StepCode


@dataclass(frozen=True)
class CaseLine:
    """A case as a line of a list."""

    case: RecruitmentListed
    steps: list[Step]
    phase: str
    waits_for: str
    """What its next task asks; empty where it waits for nobody."""
    waited: int | None
    """Days since it was asked."""


def case_line(case: RecruitmentListed, language: str) -> CaseLine:
    """What is said of a case in a list."""
    since = case.waiting_since
    return CaseLine(
        case=case,
        steps=track(case.phase, case.ending),
        phase=phase_text(language, case.phase),
        waits_for=translate(language, wording.HEADLINES[StepCode(case.step)]) if case.step else "",
        waited=(clock.now() - since).days if since else None,
    )


@dataclass(frozen=True)
class FollowedLine(CaseLine):
    """The same to whoever follows many."""

    days: int | None
    """Days in its step; None where it has ended."""
    usual: int | None
    """What is usual for the step; None where too few have been there."""
    over: int
    """Days since its deadline went by; 0 on the day itself and where none has."""


def followed_line(followed: FollowedCase, language: str) -> FollowedLine:
    """What is said of a case to whoever follows many."""
    case, at = followed.case, clock.now()
    line = case_line(case, language)
    return FollowedLine(
        **{name: getattr(line, name) for name in CaseLine.__dataclass_fields__},
        days=None if case.ending else (at - followed.entered_at).days,
        usual=None if followed.usual is None else max(1, round(followed.usual)),
        over=max(0, (at - case.due_at).days) if case.due_at else 0,
    )


def may_start(who: Actor) -> bool:
    """Whether somebody may begin a recruitment."""
    return bool(who.units_with(STARTERS))
