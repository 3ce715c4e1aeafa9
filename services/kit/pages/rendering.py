"""Pages from templates, in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.kit import clock, i18n
from services.kit.i18n import Language
from services.kit.pages import assets, choices, notices, tokens
from services.kit.web import language_of

NEAR = 60
"""Days within which it says something how far away one is."""
FOLDER = Path(__file__).parents[3] / "templates" / "pages"


@dataclass(frozen=True)
class Entry:
    """A line of the menu."""

    label: str
    path: str


@dataclass(frozen=True)
class Frame:
    """What stands around every page."""

    house: str
    name: str | None = None
    menu: tuple[Entry, ...] = ()
    search: bool = False
    """Whether its reader may search."""


Framer = Callable[[Request], Frame]
"""Kept in the application's state: what the frame holds is not for the kit to know."""


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A page; `values` are what its template shows."""
    language = language_of(request)
    framer: Framer = request.app.state.framer
    shown = (
        environment(language)
        .get_template(template)
        .render(
            frame=framer(request),
            colours=choices.colours_of(request),
            form_token=tokens.token_of(request),
            here=request.url.path,
            back=f"{request.url.path}?{request.url.query}".rstrip("?"),
            notice=notices.of(request),
            **values,
        )
    )
    answer = HTMLResponse(
        shown, status, {"Content-Language": language, "Cache-Control": "no-store", "Vary": "Cookie"}
    )
    notices.seen(request, answer)
    return answer


def go_to(path: str, notice: str | None = None) -> RedirectResponse:
    """The answer to a form that was taken: the next page, with a notice of what was done."""
    answer = RedirectResponse(path, 303)
    if notice:
        notices.give(answer, notice)
    return answer


@cache
def environment(language: Language) -> Environment:
    """The templates in one language, so that macros need not be told which."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    _add(
        made.globals,
        {
            "_": partial(i18n.translate, language),
            "ngettext": partial(i18n.ngettext, language),
            "language": language,
            "other_language": choices.other(language),
            "asset": assets.address,
            "new_key": lambda: uuid4().hex,
            "options": partial(_options, language),
        },
    )
    _add(
        made.filters,
        {
            "day": partial(day, language),
            "date": partial(_date_text, language),
            "month": partial(i18n.month_text, language),
            "weekday": partial(i18n.weekday_text, language),
            "moment": partial(i18n.instant_text, language),
            "number": partial(i18n.number_text, language),
            "code": partial(i18n.code_text, language),
            "iso": _iso,
            "paragraphs": _paragraphs,
        },
    )
    return made


def _add(names: dict[str, Any], more: dict[str, Any]) -> None:
    """Give templates more names; Jinja2's own types allow only what it brings itself."""
    names.update(more)


def _options(language: Language, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes to choose from, in words."""
    return [(code, i18n.code_text(language, code)) for code in codes]


def day(language: Language, value: date | datetime) -> str:
    """«torsdag 4. desember (om 3 dager)»; with the year where it is another."""
    on, today = _date(value), clock.today()
    said = i18n.date_text(language, on) + (f" {on.year}" if on.year != today.year else "")
    away = (on - today).days
    return f"{said} ({distance(language, away)})" if abs(away) <= NEAR else said


def distance(language: Language, days: int) -> str:
    """How far away a day is, in words."""
    match days:
        case 0:
            return i18n.translate(language, "today")
        case 1:
            return i18n.translate(language, "tomorrow")
        case -1:
            return i18n.translate(language, "yesterday")
        case _ if days > 0:
            return i18n.ngettext(language, "in {count} day", "in {count} days", days)
        case _:
            return i18n.ngettext(language, "{count} day ago", "{count} days ago", -days)


def _date_text(language: Language, value: date | datetime) -> str:
    """«4. desember 2026»."""
    return i18n.date_and_year_text(language, _date(value))


def _date(value: date | datetime) -> date:
    return value.astimezone(clock.OSLO).date() if isinstance(value, datetime) else value


def _iso(value: date | datetime) -> str:
    """For the `datetime` of a `<time>`."""
    return value.isoformat()


def _paragraphs(text: str) -> list[str]:
    """A text as people wrote it, by its empty lines."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]
