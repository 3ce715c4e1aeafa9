"""Documents as tagged PDF/UA-1 by Typst, from a template of `templates/documents` and its data.

Nothing is taken from the machine but the fonts that come with Typst, so that a document looks the
same everywhere. PDF/UA refuses a character that no font can show, and people write such characters;
they become U+FFFD, because a contract must not wait for an emoji.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst
from fastapi import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
PDF = "application/pdf"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

RESPONSE: dict[str, Any] = {
    "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
    "description": "A tagged PDF (PDF/UA-1).",
}
"""How a route that answers with a document says so."""

_PLAIN = re.compile(r"[\n\x20-\x7e\xa0-\u017f\u2010-\u2026]")
"""What the fonts are known to show: the letters of the languages here, and punctuation."""


async def render(template: str, data: dict[str, Any], at: datetime) -> bytes:
    """The PDF of `data`; `at` is the date it bears. Runs in a thread, where it may take seconds."""
    return await asyncio.to_thread(_render, template, data, at)


async def keep(session: AsyncSession, files: FileStore, pdf: bytes, filename: str) -> StoredFile:
    """Store a document: its bytes are durable before the row that names them."""
    stored = await files.put(pdf, filename, PDF)
    session.add(stored)
    await session.flush()
    return stored


def response(pdf: bytes, filename: str) -> Response:
    """A document for somebody to keep: never shown inside our own pages, never cached."""
    headers = {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "no-store",
    }
    return Response(pdf, media_type=PDF, headers=headers)


def _render(template: str, data: dict[str, Any], at: datetime) -> bytes:
    text = json.dumps(showable(data), ensure_ascii=False)
    return _compile(template, text, int(at.timestamp()))


def _compile(template: str, data: str, timestamp: int) -> bytes:
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=timestamp,
    )


def showable(data: Any) -> Any:
    """The same data with every character that no font can show replaced."""
    unusual = "".join(sorted(set(_PLAIN.sub("", "".join(_texts(data))))))
    hidden = _hidden(unusual) if unusual else ""
    return _replaced(data, dict.fromkeys(map(ord, hidden), REPLACEMENT)) if hidden else data


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in cast("dict[str, Any]", data).values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in cast("list[Any]", data):
            yield from _texts(value)


def _replaced(data: Any, table: dict[int, str]) -> Any:
    if isinstance(data, str):
        return data.translate(table)
    if isinstance(data, dict):
        pairs = cast("dict[str, Any]", data).items()
        return {key: _replaced(value, table) for key, value in pairs}
    if isinstance(data, list):
        return [_replaced(value, table) for value in cast("list[Any]", data)]
    return data


@lru_cache(maxsize=1000)
def _hidden(characters: str) -> str:
    """Those of the characters that cannot be shown: tried out, by halves."""
    if _can_be_shown(characters):
        return ""
    if len(characters) == 1:
        return characters
    half = len(characters) // 2
    return _hidden(characters[:half]) + _hidden(characters[half:])


def _can_be_shown(characters: str) -> bool:
    try:
        _compile("probe", json.dumps(list(characters)), 0)
    except typst.TypstError:
        return False
    return True
