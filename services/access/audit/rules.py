"""How events are hashed and chained, decided without a database."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

GENESIS = "0" * 64
"""What the first event of a chain, and the first root, follows."""
_CODE = re.compile(r"[A-Za-z0-9_.:+/#-]{0,128}")


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """Data as JSON; raises ValueError on a text.

    What is in the audit cannot be erased, so a name or a remark must never come into it: strings
    are ids, codes and instants, which have no blanks and no letters beyond A to Z.
    """
    written: dict[str, JsonValue] = to_jsonable_python(data)
    _refuse_texts(written)
    return written


def _refuse_texts(value: JsonValue) -> None:
    match value:
        case str():
            if not _CODE.fullmatch(value):
                raise ValueError("the audit takes ids, codes and numbers, no texts")
        case dict():
            for key, inner in value.items():
                _refuse_texts(key)
                _refuse_texts(inner)
        case list():
            for inner in value:
                _refuse_texts(inner)
        case _:
            pass


def event_hash(
    *,
    chain: UUID,
    number: int,
    at: datetime,
    kind: str,
    actor_id: UUID | None,
    on_authority_of: UUID | None,
    about: UUID | None,
    data: dict[str, Any],
    previous_hash: str,
) -> str:
    """The hash of an event, which covers the one before it."""
    return _digest(
        [
            str(chain),
            number,
            at.astimezone(UTC).isoformat(timespec="microseconds"),
            kind,
            _text(actor_id),
            _text(on_authority_of),
            _text(about),
            data,
            previous_hash,
        ]
    )


def root_digest(
    number: int, at: datetime, heads: Iterable[tuple[UUID, int, str]], previous: str
) -> str:
    """The digest of a root: the heads that moved since the root before, and that root."""
    moved = sorted((str(chain), event_number, head) for chain, event_number, head in heads)
    return _digest([number, at.astimezone(UTC).isoformat(timespec="microseconds"), moved, previous])


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _digest(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
