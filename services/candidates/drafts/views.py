"""The pages of an application, as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Cookie, Depends, Request, Response

from services.access import tokens
from services.access.sessions import cookies
from services.candidates.applications.cv import headed
from services.candidates.career.pages import months_kept, text_in
from services.candidates.career.schemas import AdvertShown
from services.candidates.drafts.content import Key, Step
from services.candidates.drafts.service import KEPT_FOR, SEVERAL, Draft, Paper
from services.candidates.questions import pages as questions
from services.candidates.questions.kinds import SCALE, QuestionKind
from services.kit.i18n import Language, number_text
from services.kit.i18n import marked as _
from services.kit.pages.forms import Form
from services.kit.pages.rendering import page
from services.kit.web import language_of

Answer = TypeVar("Answer", bound=Response)

COOKIE = "__Host-stafett-draft"
NAMES: dict[Step, str] = {
    Step.ABOUT: _("About you"),
    Step.PAPERS: _("Your papers"),
    Step.QUESTIONS: _("Questions"),
    Step.CHECK: _("Check and send"),
}


async def _key(
    advert_id: UUID, token: Annotated[str | None, Cookie(alias=COOKIE, max_length=100)] = None
) -> Key:
    return Key(token or tokens.new_token(), advert_id)


KeyDep = Annotated[Key, Depends(_key)]


@dataclass(frozen=True)
class Line:
    """A step on the way."""

    step: Step
    label: str
    path: str
    state: str
    """done, now or planned; done ones can be gone back to."""
    when: datetime | None = None


def steps_of(advert: AdvertShown) -> list[Step]:
    """The pages of this advert's application; who is asked nothing has no page for it."""
    return [one for one in Step if one is not Step.QUESTIONS or advert.questions]


def beside(advert: AdvertShown, step: Step, by: int) -> Step:
    """The page before or after."""
    steps = steps_of(advert)
    place = steps.index(step) if step in steps else steps.index(Step.PAPERS)
    return steps[min(max(place + by, 0), len(steps) - 1)]


def path_of(key: Key, step: Step) -> str:
    """Where a page is."""
    start = f"/adverts/{key.advert_id}/apply"
    return start if step is Step.ABOUT else f"{start}/{step}"


def shown(
    request: Request,
    key: Key,
    advert: AdvertShown,
    step: Step,
    form: Form,
    draft: Draft | None,
    *,
    via: str = "",
    begun: bool = False,
) -> Response:
    """One of the pages."""
    language = language_of(request)
    tag, text = text_in(advert, language)
    answer = page(
        request,
        f"career/apply/{step}.html",
        form=form,
        advert=advert,
        text=text,
        tag=tag,
        via=via,
        scale=SCALE,
        step=step,
        lines=_lines(key, advert, step, draft),
        number=steps_of(advert).index(step) + 1,
        draft=draft,
        begun=begun,
        onward=path_of(key, draft.content.reached) if draft else "",
        cv=headed(draft.content.cv or {}) if draft else [],
        papers=_by_field(draft.papers if draft else (), language),
        months=months_kept(request.app.state.settings),
        days=KEPT_FOR.days,
        several=SEVERAL,
        answers=answered(advert, draft.form(language), language) if draft else {},
    )
    return remembered(answer, key)


def remembered(answer: Answer, key: Key) -> Answer:
    """The browser keeps its key as long as we keep the draft."""
    cookies.bind_browser(answer, COOKIE, key.token, int(KEPT_FOR.total_seconds()))
    return answer


def _lines(key: Key, advert: AdvertShown, now: Step, draft: Draft | None) -> list[Line]:
    steps = steps_of(advert)
    reached = draft.content.reached if draft else now
    furthest = max(steps.index(one) for one in (reached, now) if one in steps)
    states = [
        "now" if one is now else "done" if place <= furthest and draft else "planned"
        for place, one in enumerate(steps)
    ]
    return [
        Line(one, NAMES[one], path_of(key, one), state)
        for one, state in zip(steps, states, strict=True)
    ]


def _by_field(
    papers: Sequence[Paper], language: Language
) -> dict[str, list[tuple[UUID, str, str]]]:
    found: dict[str, list[tuple[UUID, str, str]]] = {}
    for one in papers:
        found.setdefault(one.field, []).append((one.id, one.filename, size(language, one.size)))
    return found


def size(language: Language, octets: int) -> str:
    """How large a file is, as people say it."""
    if octets < 1_000_000:
        return f"{number_text(language, max(1, round(octets / 1000)))} kB"
    return f"{number_text(language, round(octets / 1_000_000, 1))} MB"


def answered(advert: AdvertShown, form: Form, language: Language) -> dict[UUID, str]:
    """The answers in words, by question; of a file the papers tell."""
    typed = questions.answers(form, advert.questions)
    return {
        one.id: questions.said(one, typed[one.id], language)
        for one in advert.questions
        if one.kind != QuestionKind.FILE and one.id in typed
    }
