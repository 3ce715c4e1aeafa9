"""A CV (JSON Resume) as headings with lines, whatever of the form somebody has used."""

from collections.abc import Mapping
from typing import Any, cast

PERIOD = ("startDate", "endDate", "date", "releaseDate")
FIRST = ("position", "name", "title", "institution", "organization", "studyType", "area")
"""What an entry is known by, before whatever else it says."""


def headed(cv: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The parts of a CV in its own order: the code of each, and a line for each entry."""
    parts = [(key, _lines(value)) for key, value in cv.items() if key not in {"meta", "$schema"}]
    return [(key, lines) for key, lines in parts if lines]


def _lines(value: Any) -> list[str]:
    entries = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [line for entry in entries if (line := _line(entry))]


def _line(entry: Any) -> str:
    if isinstance(entry, list):
        return ", ".join(filter(None, (_line(each) for each in cast("list[Any]", entry))))
    if not isinstance(entry, dict):
        return "" if entry is None else str(entry).strip()
    said = {str(key): _line(value) for key, value in cast("dict[Any, Any]", entry).items()}
    period = "–".join(filter(None, (said.pop(key, "") for key in PERIOD)))
    known = [said.pop(key, "") for key in FIRST]
    words = ", ".join(filter(None, (*known, *said.values())))
    return f"{words} ({period})" if period and words else words or period
