"""Lists in pages by cursor: where the last page ended, not how many rows came before.

A page stays right while rows are added or removed, and costs the same wherever it begins. The
cursor is encrypted, because it holds the sort value of a row, which may be somebody's name.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar, TypeVarTuple, overload
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Depends, Query
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, func, literal, tuple_
from sqlalchemy import Select as AnySelect
from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from services.kit.errors import Invalid
from services.kit.web import SettingsDep

Item = TypeVar("Item")
Shown = TypeVar("Shown")
Items = TypeVarTuple("Items")

DEFAULT_SIZE = 50
LARGEST = 200
NONCE = 12

_READERS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text == "True",
    "Decimal": Decimal,
    "UUID": UUID,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the following one, or null at the end."""

    items: list[Item]
    next: str | None = Field(default=None, description="Send it as `cursor` for what follows.")

    def shown(self, show: Callable[[Item], Shown]) -> "Page[Shown]":
        """The same page with every item as it is to be shown."""
        return Page(items=[show(item) for item in self.items], next=self.next)


@dataclass(frozen=True)
class Asked:
    """What a list was asked for: how many rows, after which cursor."""

    limit: int
    cursor: str | None
    key: bytes

    def after(self, order: str) -> tuple[Any, UUID] | None:
        """Where to begin; raises `Invalid` for a cursor that is not of this list in this order."""
        if self.cursor is None:
            return None
        try:
            sealed = base64.urlsafe_b64decode(self.cursor + "=" * (-len(self.cursor) % 4))
            text = AESGCM(self.key).decrypt(sealed[:NONCE], sealed[NONCE:], order.encode())
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise Invalid(
                "bad_cursor",
                "This cursor is not from this list. Start from the first page.",
                {"cursor": "This cursor is not from this list. Start from the first page."},
            ) from error
        kind, value, row = json.loads(text)
        return _READERS[kind](value), UUID(row)

    def cursor_at(self, order: str, value: Any, row: UUID) -> str:
        """The cursor of the page that begins after this row."""
        text = json.dumps([type(value).__name__, str(value), str(row)]).encode()
        nonce = os.urandom(NONCE)
        sealed = nonce + AESGCM(self.key).encrypt(nonce, text, order.encode())
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


async def _asked(
    settings: SettingsDep,
    limit: Annotated[int, Query(ge=1, le=LARGEST, description="Rows on a page.")] = DEFAULT_SIZE,
    cursor: Annotated[
        str | None, Query(max_length=1000, description="`next` of the page before.")
    ] = None,
) -> Asked:
    secret = settings.secret.get_secret_value().encode()
    return Asked(limit, cursor, hmac.digest(secret, b"stafett cursor", hashlib.sha256))


PageAsked = Annotated[Asked, Depends(_asked)]
"""The query parameters `limit` and `cursor` of a list."""


@overload
async def page(
    session: AsyncSession,
    query: SelectOfScalar[Item],
    asked: Asked,
    *,
    by: Any,
    id: Any,
    descending: bool = False,
) -> Page[Item]: ...


@overload
async def page(
    session: AsyncSession,
    query: Select[*Items],
    asked: Asked,
    *,
    by: Any,
    id: Any,
    descending: bool = False,
) -> "Page[tuple[*Items]]": ...


async def page(
    session: AsyncSession,
    query: Any,
    asked: Asked,
    *,
    by: Any,
    id: Any,
    descending: bool = False,
) -> Page[Any]:
    """One page of what `query` selects, sorted by `by` and then by `id`.

    `by` is a column or expression that is never null (use `coalesce`); `id` makes the order
    total. `query` must not sort or limit by itself. Raises `Invalid` for a foreign cursor.
    """
    sort: ColumnElement[Any] = by
    order = f"{sort} {descending}"
    statement: AnySelect[Any] = query.add_columns(sort.label("_by"), id.label("_id"))
    if (after := asked.after(order)) is not None:
        here = tuple_(sort, id)
        there = tuple_(literal(after[0], sort.type), literal(after[1], id.type))
        statement = statement.where(here < there if descending else here > there)
    ordering = (sort.desc(), id.desc()) if descending else (sort.asc(), id.asc())
    statement = statement.order_by(*ordering).limit(asked.limit + 1)
    # SQLModel's own `exec` would drop every column but the first.
    rows = [tuple(row) for row in (await PlainSession.execute(session, statement)).all()]
    shown = rows[: asked.limit]
    scalar = isinstance(query, SelectOfScalar)
    return Page(
        items=[row[0] if scalar else row[:-2] for row in shown],
        next=asked.cursor_at(order, shown[-1][-2], shown[-1][-1])
        if len(rows) > asked.limit
        else None,
    )


async def total(session: AsyncSession, query: Any) -> int:
    """How many rows `query` selects on all pages together."""
    counted = select_columns(func.count()).select_from(query.order_by(None).subquery())
    return (await PlainSession.execute(session, counted)).scalar_one()
