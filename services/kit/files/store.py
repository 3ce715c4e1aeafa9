"""Where the bytes of files lie: encrypted, under a random name, durable before a row names them."""

import asyncio
import hashlib
import os
import secrets
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url
from sqlmodel import col, select

from services.kit import clock
from services.kit.database import Database
from services.kit.files.tables import StoredFile
from services.kit.files.uploads import check
from services.kit.keys import Keyring
from services.kit.settings import Settings

FOLDER = "files"
EMBEDDED_KEY = Path("keys") / "files"
NAME_BYTES = 20
ORPHAN_AFTER = timedelta(days=1)
"""How long a file may wait for the transaction that names it."""


class FileStore:
    """A local folder by default; any address obstore knows (`s3://`, `az://`, `gs://`) by setting.

    A stored object is one byte with the length of the key's id, that id, and nonce and ciphertext
    under it. Its own name is authenticated with it, so files cannot be exchanged for one another.
    """

    def __init__(self, store: ObjectStore, keyring: Keyring, folder: Path | None = None) -> None:
        self._store = store
        self._keyring = keyring
        self._folder = folder

    @classmethod
    def open(cls, settings: Settings) -> "FileStore":
        """The store that the settings name."""
        keyring = Keyring.load(settings.file_keys.get_secret_value(), settings.home / EMBEDDED_KEY)
        if settings.file_store:
            return cls(from_url(settings.file_store), keyring)
        folder = (settings.home / FOLDER).absolute()
        return cls(LocalStore(folder, mkdir=True), keyring, folder)

    async def take(self, content: bytes, filename: str) -> StoredFile:
        """Check, clean and keep an upload; raises `TooLarge` or `WrongType`. See `put`."""
        return await asyncio.to_thread(self._take, content, filename)

    async def put(self, content: bytes, filename: str, media_type: str) -> StoredFile:
        """Keep a file of our own making.

        The bytes are durable when this returns; the row is for the caller's transaction to add.
        Without it the sweeper removes the bytes after a day.
        """
        return await asyncio.to_thread(self._put, content, filename, media_type)

    async def get(self, row: StoredFile) -> bytes:
        """The bytes; raises FileNotFoundError, or InvalidTag if they were changed."""
        return await asyncio.to_thread(self._get, row.name)

    async def remove(self, row: StoredFile) -> None:
        """Remove the bytes; the row is for the caller's transaction to delete."""
        await obstore.delete_async(self._store, row.name)

    async def sweep(self, database: Database, *, older_than: timedelta = ORPHAN_AFTER) -> int:
        """Remove what no row names though it is old; returns how many.

        No transaction is open while the store lists or removes, which may take long.
        """
        # Files carry the real time, whatever the clock of the processes says.
        before = clock.now() - clock.offset() - older_than
        removed = 0
        async for found in obstore.list(self._store, chunk_size=500):
            old = [entry["path"] for entry in found if entry["last_modified"] < before]
            named = select(StoredFile.name).where(col(StoredFile.name).in_(old))
            async with database.transaction() as session:
                orphans = sorted(set(old) - set((await session.exec(named)).all()))
            if orphans:
                await obstore.delete_async(self._store, orphans)
                removed += len(orphans)
        return removed

    def _take(self, content: bytes, filename: str) -> StoredFile:
        checked = check(content, filename)
        return self._put(checked.content, checked.filename, checked.media_type)

    def _put(self, content: bytes, filename: str, media_type: str) -> StoredFile:
        name = secrets.token_hex(NAME_BYTES)
        key_id = self._keyring.current.encode()
        sealed = self._keyring.encrypt(content, name.encode())
        self._store.put(name, bytes([len(key_id)]) + key_id + sealed, use_multipart=False)
        if self._folder:
            _make_durable(self._folder, name)
        return StoredFile(
            name=name,
            filename=filename,
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def _get(self, name: str) -> bytes:
        stored = bytes(self._store.get(name).bytes())
        end = 1 + stored[0]
        return self._keyring.decrypt(stored[1:end].decode(), stored[end:], name.encode())


def _make_durable(folder: Path, name: str) -> None:
    """Have the disk keep the file and its name; obstore's `LocalStore` syncs neither."""
    for path in (folder / name, folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
