"""What an advertised post is called."""

from collections.abc import Mapping
from typing import Any

from services.kit.i18n import LANGUAGES
from services.organisation.tables import Unit


def title(rendered: Mapping[str, Any], language: str) -> str:
    """The title of a published advert in a language; in the other one where there is none."""
    return next(str(rendered[tag]["title"]) for tag in (language, *LANGUAGES) if tag in rendered)


def unit_name(unit: Unit, language: str) -> str:
    """What a unit is called in a language."""
    return (unit.name_en or unit.name) if language == "en" else unit.name
