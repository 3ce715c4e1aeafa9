"""What an advertised post is called, and whom to ask about it."""

from collections.abc import Mapping
from typing import Any

from services.kit.i18n import LANGUAGES
from services.organisation.tables import Unit


def title(texts: Mapping[str, Any], language: str) -> str:
    """The title of an advert in a language; in the other one where there is none."""
    for tag in (language, *LANGUAGES):
        found = str((texts.get(tag) or {}).get("title") or "").strip()
        if found:
            return found
    return ""


def unit_name(unit: Unit, language: str) -> str:
    """What a unit is called in a language."""
    return (unit.name_en or unit.name) if language == "en" else unit.name
