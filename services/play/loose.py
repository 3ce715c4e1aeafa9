"""Looking into what people wrote, whatever its form."""

from collections.abc import Iterable, MutableMapping
from difflib import get_close_matches
from typing import Any, cast


def mapping(value: Any) -> MutableMapping[Any, Any]:
    """A mapping; an empty one where something else stands."""
    return cast("MutableMapping[Any, Any]", value) if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list; an empty one where something else stands."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def meant(word: Any, known: Iterable[str]) -> str:
    """A question after what was meant, where something known is written nearly so."""
    near = get_close_matches(str(word), list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""
