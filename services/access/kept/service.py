"""Keep what somebody had typed when their session ended, and give it back to nobody else."""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import tokens
from services.access.kept import store
from services.access.kept.tables import KeptForm
from services.kit import clock
from services.kit.settings import Settings

KEPT_FOR = timedelta(hours=1)
LARGEST = 200_000
"""Bytes of typed text; a form that holds more is not kept."""
NONCE = 12

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A form to go on with."""

    path: str
    fields: Fields


async def keep(
    session: AsyncSession, settings: Settings, session_token: str, path: str, fields: Fields
) -> str | None:
    """Keep a form for the person of a session; returns what the browser shows for it."""
    text = json.dumps(fields).encode()
    person_id = await store.whose(session, tokens.fingerprint(session_token))
    if person_id is None or len(text) > LARGEST:
        return None
    browser, nonce = tokens.new_token(), os.urandom(NONCE)
    row = KeptForm(
        browser_hash=tokens.fingerprint(browser),
        person_id=person_id,
        path=path,
        sealed=nonce + AESGCM(_key(settings)).encrypt(nonce, text, path.encode()),
        expires_at=clock.now() + KEPT_FOR,
    )
    session.add(row)
    return browser


async def find(
    session: AsyncSession, settings: Settings, browser: str, person_id: UUID
) -> Kept | None:
    """The form that a browser was kept, if it was typed by this person."""
    row = await store.find(session, tokens.fingerprint(browser), person_id, clock.now())
    if row is None:
        return None
    nonce, sealed = row.sealed[:NONCE], row.sealed[NONCE:]
    text = AESGCM(_key(settings)).decrypt(nonce, sealed, row.path.encode())
    return Kept(row.path, [(name, value) for name, value in json.loads(text)])


def _key(settings: Settings) -> bytes:
    secret = settings.secret.get_secret_value().encode()
    return hmac.digest(secret, b"stafett kept form", hashlib.sha256)
