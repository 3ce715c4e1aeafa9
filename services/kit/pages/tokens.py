"""The token of every form of somebody signed in: no other site can know it (ASVS 3.5.1).

It follows from the session's own token, so nothing is stored. It looks different in every answer,
since answers are compressed and what stays the same could be guessed from their length.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from fastapi import Request

from services.kit.errors import Forbidden
from services.kit.idempotency import SESSION_COOKIE

FIELD = "form_token"
HEADER = "x-form-token"
SIZE = 16


def token_of(request: Request) -> str:
    """For the forms of this answer; empty for who is not signed in."""
    session = request.cookies.get(SESSION_COOKIE)
    if not session:
        return ""
    mask = secrets.token_bytes(SIZE)
    return base64.urlsafe_b64encode(mask + _masked(mask, _proper(session))).decode()


def require(request: Request, given: str | None) -> None:
    """Raises Forbidden unless this is the token of a form that this session was given."""
    session = request.cookies.get(SESSION_COOKIE, "")
    try:
        sent = base64.urlsafe_b64decode(given or "")
    except (ValueError, binascii.Error):
        sent = b""
    mask, masked = sent[:SIZE], sent[SIZE:]
    if not session or len(masked) != SIZE or not _same(_masked(mask, masked), _proper(session)):
        raise Forbidden("form_of_another_session", "This form is from before you signed in anew.")


def _proper(session: str) -> bytes:
    return hmac.digest(session.encode(), b"form", hashlib.sha256)[:SIZE]


def _masked(mask: bytes, value: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, value, strict=True))


def _same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)
