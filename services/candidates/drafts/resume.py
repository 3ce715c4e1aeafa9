"""A CV in a file of the JSON Resume schema, read into what an application keeps.

Who somebody is stays out: that is asked on the first page, and not shown to those who assess.
"""

import json
import re
from typing import Any, NoReturn, cast

from services.candidates.drafts.content import LARGEST
from services.kit.errors import Invalid
from services.kit.i18n import marked as _

FIELD = "resume"
"""Of the form."""
PARTS: dict[str, tuple[str, ...]] = {
    "work": ("name", "company", "position", "location", "summary", "highlights"),
    "education": ("institution", "area", "studyType", "score", "courses"),
    "certificates": ("name", "issuer"),
    "languages": ("language", "fluency"),
    "skills": ("name", "level", "keywords"),
    "volunteer": ("organization", "position", "summary", "highlights"),
    "publications": ("name", "publisher", "summary"),
    "awards": ("title", "awarder", "summary"),
    "projects": ("name", "description", "highlights"),
}
"""What is taken of each part of a CV."""
DATES = ("startDate", "endDate", "date", "releaseDate")
_DATE = re.compile(r"[12]\d{3}(-[01]\d(-[0-3]\d)?)?")
LONGEST = 5000
MOST = 100


def read(content: bytes) -> dict[str, Any]:
    """The CV; raises Invalid, which says what is wrong with the file."""
    if len(content) > LARGEST:
        _refuse("resume_too_large", _("This file is too large to be a CV in JSON."))
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        message = _("This file is not JSON: it cannot be read from line {line} on.")
        _refuse("resume_not_json", message, line=error.lineno)
    except (UnicodeDecodeError, RecursionError):
        _refuse("resume_not_text", _("This file is not JSON."))
    if not isinstance(found, dict):
        _refuse("resume_empty", _NOTHING)
    whole = cast("dict[str, Any]", found)
    cv = {part: _entries(part, whole[part]) for part in PARTS if whole.get(part) is not None}
    filled = {part: entries for part, entries in cv.items() if entries}
    if not filled:
        _refuse("resume_empty", _NOTHING)
    return filled


_NOTHING = _(
    "There is no work, education, certificate or language in this file. Is it a CV as JSON Resume?"
)


def _entries(part: str, said: Any) -> list[dict[str, Any]]:
    if not isinstance(said, list):
        message = _("“{part}” in this file is not a list, as JSON Resume has it.")
        _refuse("resume_no_list", message, part=part)
    entries = cast("list[Any]", said)
    if len(entries) > MOST:
        message = _("“{part}” in this file has more than {most} entries.")
        _refuse("resume_too_many", message, part=part, most=MOST)
    read = (_entry(f"{part} {number}", part, one) for number, one in enumerate(entries, 1))
    return [one for one in read if one]


def _entry(place: str, part: str, said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        message = _("“{place}” in this file is not an object with fields.")
        _refuse("resume_no_entry", message, place=place)
    entry: dict[str, Any] = {}
    for name in (*PARTS[part], *DATES):
        value = cast("dict[str, Any]", said).get(name)
        if value is not None and value not in ("", []):
            entry[name] = _value(place, name, value)
    return entry


def _value(place: str, name: str, said: Any) -> str | list[str]:
    if name in DATES:
        if not isinstance(said, str) or not _DATE.fullmatch(said):
            message = _("“{name}” of “{place}” is not a date such as 2026-11 or 2026-11-22.")
            _refuse("resume_no_date", message, place=place, name=name)
        return said
    texts = cast("list[Any]", said) if isinstance(said, list) else [said]
    if len(texts) > MOST or not all(isinstance(one, str) and len(one) <= LONGEST for one in texts):
        message = _("“{name}” of “{place}” is not text, or longer than {most} characters.")
        _refuse("resume_no_text", message, place=place, name=name, most=LONGEST)
    plain = [one.replace("\0", "").strip() for one in texts]
    return plain if isinstance(said, list) else plain[0]


def _refuse(code: str, message: str, **values: Any) -> NoReturn:
    raise Invalid(code, message, {FIELD: message}, **values)
