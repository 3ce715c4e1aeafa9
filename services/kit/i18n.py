"""Bokmål and English: messages, dates and numbers.

English message ids are the source. The Norwegian stands in `services/locale/nb/LC_MESSAGES`, one
`.po` file for each piece of the program, read at start without a compile step.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from services.kit.clock import OSLO

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")
DEFAULT: Language = "nb"
CATALOGUES = Path(__file__).parents[1] / "locale"

_ALIASES: dict[str, Language] = {"nb": "nb", "no": "nb", "nn": "nb", "da": "nb", "sv": "nb"}
"""Who reads Danish or Swedish would rather have bokmål than English."""


def language(tag: str | None) -> Language:
    """The nearest language we have to a language tag such as `en-GB`; bokmål if there is none."""
    primary = (tag or "").lower().replace("_", "-").split("-")[0]
    return "en" if primary == "en" else _ALIASES.get(primary, DEFAULT)


def negotiate(accept_language: str | None) -> Language:
    """The language of ours that an `Accept-Language` header asks for first."""
    wanted: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.lower().split("-")[0]
        if primary == "en" or primary in _ALIASES:
            wanted.append((_quality(parameters), tag))
    wanted = [choice for choice in wanted if choice[0] > 0]
    return language(max(wanted, key=lambda choice: choice[0])[1]) if wanted else DEFAULT


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def marked(msgid: str) -> str:
    """The same text; as `_` it marks one that is translated elsewhere for the catalogues."""
    return msgid


def translate(language: str, msgid: str, /, **values: Any) -> str:
    """A message in a language, its `{placeholders}` filled.

    Values that are dates, instants and decimal numbers are written as people write them there;
    an instant is said in Oslo time. A message without a translation is given in English.
    """
    return _fill(_messages(language).get(msgid) or msgid, language, values)


def ngettext(language: str, one: str, many: str, count: int, /, **values: Any) -> str:
    """A message whose wording depends on `count`, which also fills `{count}`."""
    singular = count == 1
    forms = _plurals(language).get(one)
    text = (forms[0 if singular else 1] if forms else "") or (one if singular else many)
    return _fill(text, language, {"count": count, **values})


def code_id(code: str) -> str:
    """The message id of a code in words."""
    return f"code|{code.replace('_', ' ').capitalize()}"


def code_text(language: str, code: str) -> str:
    """A code in words, as the beginning of a line."""
    return translate(language, code_id(code)).removeprefix("code|")


def date_text(language: str, value: date) -> str:
    """«torsdag 4. desember», or «Thursday 4 December»."""
    return format_date(value, "EEEE d. MMMM" if _nb(language) else "EEEE d MMMM", _locale(language))


def month_text(language: str, value: date) -> str:
    """«desember 2026», or «December 2026»."""
    return format_date(value, "LLLL y", _locale(language))


def weekday_text(language: str, value: date) -> str:
    """«torsdag», or «Thursday»."""
    return format_date(value, "EEEE", _locale(language))


def date_and_year_text(language: str, value: date) -> str:
    """«4. desember 2026», or «4 December 2026»."""
    return format_date(value, "d. MMMM y" if _nb(language) else "d MMMM y", _locale(language))


def instant_text(language: str, value: datetime) -> str:
    """«torsdag 4. desember 2026 kl. 23.59», or «Thursday 4 December 2026 at 23:59», in Oslo."""
    pattern = "EEEE d. MMMM y 'kl'. HH.mm" if _nb(language) else "EEEE d MMMM y 'at' HH:mm"
    return format_datetime(value, pattern, tzinfo=OSLO, locale=_locale(language))


def time_text(language: str, value: datetime) -> str:
    """«09.30», or «09:30», in Oslo."""
    pattern = "HH.mm" if _nb(language) else "HH:mm"
    return format_time(value, pattern, tzinfo=OSLO, locale=_locale(language))


def number_text(language: str, value: float | Decimal) -> str:
    """«1 234,5», or «1,234.5»."""
    return format_decimal(value, locale=_locale(language))


def _fill(text: str, language: str, values: dict[str, Any]) -> str:
    if not values:
        return text
    return text.format_map({name: _written(language, value) for name, value in values.items()})


def _written(language: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(language, value)
    if isinstance(value, date):
        return date_and_year_text(language, value)
    if isinstance(value, float | Decimal):
        return number_text(language, value)
    return value


def _nb(tag: str) -> bool:
    return language(tag) == "nb"


@cache
def _locale(tag: str) -> Locale:
    # Dates in English as Europeans write them.
    return Locale.parse("nb_NO" if _nb(tag) else "en_GB")


@cache
def catalogues(language: str) -> dict[str, Catalog]:
    """The catalogues of a language by the name of their piece; English has none."""
    found: dict[str, Catalog] = {}
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, locale=language, abort_invalid=True)
    return found


@cache
def _messages(tag: str) -> dict[str, str]:
    return {
        message.id: message.string
        for catalogue in catalogues(language(tag)).values()
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id
    }


@cache
def _plurals(tag: str) -> dict[str, tuple[str, ...]]:
    return {
        message.id[0]: tuple(message.string)
        for catalogue in catalogues(language(tag)).values()
        for message in catalogue
        if isinstance(message.id, tuple | list) and isinstance(message.string, tuple | list)
    }
