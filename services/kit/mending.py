"""What is to be mended in a request, in the reader's language and without repeating it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from services.kit.i18n import translate

MENDING: dict[str, str] = {
    "missing": "This is missing.",
    "json_invalid": "This is not valid JSON.",
    "extra_forbidden": "This is not a known field.",
    "string_too_short": "At least {min_length} characters, please.",
    "string_too_long": "At most {max_length} characters, please.",
    "string_pattern_mismatch": "This is not written as it has to be.",
    "too_short": "At least {min_length}, please.",
    "too_long": "At most {max_length}, please.",
    "greater_than": "This must be more than {gt}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than": "This must be less than {lt}.",
    "less_than_equal": "This must be at most {le}.",
    "literal_error": "This must be one of: {expected}.",
    "enum": "This must be one of: {expected}.",
    "timezone_aware": "Say the time zone too.",
}
"""What to mend, by pydantic's type of error. Only limits we set ourselves are repeated: what
was sent may be about a person."""
KINDS: dict[str, str] = {
    "int": "This must be a whole number.",
    "float": "This must be a number.",
    "decimal": "This must be a number.",
    "bool": "This must be yes or no.",
    "uuid": "This is not an id.",
    "datetime": "This is not a date and a time.",
    "date": "This is not a date.",
    "string": "This must be text.",
    "list": "This must be a list.",
    "dict": "This must be an object.",
    "model": "This must be an object.",
}
EMPTY = "This must not be empty."
NO_ADDRESS = "This is not an e-mail address."
OTHERWISE = "This is not valid here."
_KEY = "[key]"
_EITHER = frozenset({"bool", "int", "float", "str", "date", "datetime", "list[str]"})
"""What pydantic adds to the place of a field that may be of several types."""
_QUOTED = re.compile(r"'([^']*)'")


def to_mend(language: str, errors: Sequence[Any]) -> dict[str, str]:
    """For each place in a request that FastAPI found wrong, what to mend there."""
    fields: dict[str, str] = {}
    for found in errors:
        place = _place(found["loc"], found["type"], errors)
        fields.setdefault(place, _mending(language, found["type"], found.get("ctx") or {}))
    return fields


def _place(location: tuple[Any, ...], kind: str, errors: Sequence[Any]) -> str:
    if kind == "json_invalid":
        return "body"
    if location[-1] in _EITHER and _is_one_of_several(location, errors):
        location = location[:-1]
    path = [str(part) for part in location if part != _KEY]
    return ".".join(path[1:] if len(path) > 1 else path)


def _is_one_of_several(location: tuple[Any, ...], errors: Sequence[Any]) -> bool:
    """Whether a place was found wrong as more than one type."""
    last = {one["loc"][-1] for one in errors if one["loc"][:-1] == location[:-1]}
    return len(last & _EITHER) > 1


def _mending(language: str, kind: str, context: Mapping[str, Any]) -> str:
    if kind in {"string_too_short", "too_short"} and context.get("min_length") == 1:
        return translate(language, EMPTY)
    # Of all values only an address is refused with a reason, which repeats parts of it.
    if kind == "value_error" and "reason" in context:
        return translate(language, NO_ADDRESS)
    if "expected" in context:
        choices = _QUOTED.findall(context["expected"])
        context = {**context, "expected": ", ".join(choices) or context["expected"]}
    message = MENDING.get(kind) or next(
        (text for start, text in KINDS.items() if kind.startswith(f"{start}_")), OTHERWISE
    )
    return translate(language, message, **context)
