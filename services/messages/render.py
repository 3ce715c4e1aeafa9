"""From a template and values to the subject, the text and the HTML of a letter."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import cast

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from services.kit.i18n import LANGUAGES, Language, date_text, instant_text
from services.messages import markdown
from services.messages.values import LINKED, VALUES, VARIANT
from workflows.payloads.codes import LetterKind

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
LONGEST_SUBJECT = 59
UNSIGNED = frozenset(
    {LetterKind.SIGN_IN_CODE, LetterKind.SUBSCRIPTION_CONFIRM, LetterKind.SUBSCRIBED_ADVERT}
)
"""Kinds that are not signed with a unit, because they belong to no case."""
_SHORTENED = ("post", "applicant_name", "task")
"""What is cut, in this order, where a subject would be too long; half a task is another one."""
_CUT_TO = 8
"""Characters that are left of one before the next is cut."""


@dataclass(frozen=True)
class Rendered:
    """A letter as it will be read, and the template it came from."""

    subject: str
    text: str
    html: str
    template_version: str


@dataclass(frozen=True)
class _Source:
    subject: Template
    body: Template
    version: str


def render(kind: LetterKind, language: Language, values: Mapping[str, object]) -> Rendered:
    """Write a letter. `values` holds those of its kind and `name`, `employer`, `link`.

    Raises ValueError when one is missing, and UndefinedError when a template asks for one that its
    kind does not have.
    """
    source = _source(language, _template_name(kind, values))
    written = {name: _in_words(value, language) for name, value in values.items()}
    missing = _required(kind) - written.keys()
    if missing:
        raise ValueError(f"the letter {kind} lacks {', '.join(sorted(missing))}")
    subject = _subject(source.subject, written)
    body = source.body.render({name: markdown.escape(text) for name, text in written.items()})
    # The parser writes tags itself and escapes those in the source.
    safe = Markup(markdown.to_html(body))  # noqa: S704
    html = _layout().render(language=language, subject=subject, body=safe)
    return Rendered(subject, markdown.to_text(body), html, source.version)


def variants(kind: LetterKind) -> list[str]:
    """What a kind has templates for, one each; empty for a kind with only one."""
    return [*VARIANT[kind][1]] if kind in VARIANT else []


def _template_name(kind: LetterKind, values: Mapping[str, object]) -> str:
    if kind not in VARIANT:
        return kind
    field, choices = VARIANT[kind]
    return f"{kind}.{choices(str(values.get(field)))}"


def _required(kind: LetterKind) -> frozenset[str]:
    own = cast("frozenset[str]", VALUES[kind].__required_keys__)  # pyright: ignore[reportAttributeAccessIssue]
    added = {"name", "employer"} if kind not in UNSIGNED else set[str]()
    return own | added | ({"link"} if kind in LINKED else set[str]())


def _in_words(value: object, language: Language) -> str:
    """A value as people write it: instants and dates with weekday and year, in Oslo."""
    if isinstance(value, Mapping):
        texts = cast("Mapping[str, str]", value)
        chosen = [texts[tag] for tag in (language, *LANGUAGES) if texts.get(tag)]
        return markdown.one_line(chosen[0])
    if isinstance(value, datetime):
        return instant_text(language, value)
    if isinstance(value, date):
        return f"{date_text(language, value)} {value.year}"
    if isinstance(value, str | int):
        return markdown.one_line(str(value))
    raise ValueError(f"a letter cannot tell a {type(value).__name__}")


def _subject(template: Template, values: Mapping[str, str]) -> str:
    shown = dict(values)
    subject = markdown.one_line(template.render(shown))
    for name in _SHORTENED:
        while len(subject) > LONGEST_SUBJECT and len(shown.get(name, "")) > _CUT_TO:
            shown[name] = _shorter(shown[name])
            subject = markdown.one_line(template.render(shown))
    return subject


def _shorter(text: str) -> str:
    """A text without its last word, or its last letter when there is but one."""
    bare = text.removesuffix("…")
    words, blank, _ = bare.rpartition(" ")
    return (words.rstrip(" ,;:–-") if blank else bare[:-1]) + "…"


@cache
def _source(language: Language, name: str) -> _Source:
    source = (TEMPLATES / language / f"{name}.md").read_text(encoding="utf-8")
    if name not in UNSIGNED:
        source += (TEMPLATES / language / "signature.md").read_text(encoding="utf-8")
    subject, _, body = source.partition("\n")
    return _Source(
        subject=_environment().from_string(subject),
        body=_environment().from_string(body),
        version=hashlib.sha256(source.encode()).hexdigest(),
    )


@cache
def _environment() -> Environment:
    # What goes in is escaped for Markdown, and the Markdown for HTML: see `markdown.py`.
    return Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701


@cache
def _layout() -> Template:
    environment = Environment(undefined=StrictUndefined, autoescape=True)
    return environment.from_string((TEMPLATES / "layout.html").read_text(encoding="utf-8"))
