"""What this browser can undo for a minute: kept there, so that the page need not ask for it."""

import re
from uuid import UUID

from fastapi import Request, Response

from services.selection.board.rules import Move
from services.selection.board.service import Done
from services.selection.board.undoing import WITHIN

COOKIE = "undoable"
_FORM = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([a-z_]+)\.(\d{1,4})")


def offer(response: Response, path: str, done: Done) -> None:
    """Let the pages below a path offer to undo this; ids, codes and numbers only."""
    response.set_cookie(
        COOKIE,
        f"{done.id}.{done.move}.{done.count}",
        max_age=int(WITHIN.total_seconds()),
        path=path,
        secure=True,
        httponly=True,
        samesite="lax",
    )


def of(request: Request) -> Done | None:
    """What can be undone, as far as the browser knows."""
    found = _FORM.fullmatch(request.cookies.get(COOKIE, ""))
    if found is None or found[2] not in set(Move):
        return None
    return Done(UUID(found[1]), Move(found[2]), int(found[3]))


def forget(response: Response, path: str) -> None:
    """It is undone, or cannot be."""
    response.delete_cookie(COOKIE, path=path, secure=True, httponly=True, samesite="lax")
