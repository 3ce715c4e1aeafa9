"""Encryption keys with ids, so that they can be changed while what is old stays readable."""

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class UnknownKey(Exception):
    """Encrypted under a key that is not among the settings (any more)."""


@dataclass(frozen=True)
class Keyring:
    """AES-256-GCM under the first key; decryption under any of them."""

    current: str
    keys: dict[str, AESGCM]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64, id:base64 …`; raises ValueError for what is not 32 byte keys."""
        keys: dict[str, AESGCM] = {}
        for pair in filter(None, (part.strip() for part in text.split(","))):
            key_id, separator, encoded = pair.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ValueError(f"the key {key_id!r} is not base64") from error
            if not separator or not key_id or len(key) != KEY_BYTES or key_id in keys:
                raise ValueError("keys are `id:base64` pairs of 32 bytes, each id once")
            keys[key_id] = AESGCM(key)
        if not keys:
            raise ValueError("there is no key")
        return cls(next(iter(keys)), keys)

    @classmethod
    def load(cls, configured: str, embedded: Path) -> Self:
        """The configured keys; without any, one made for this machine and kept in a file."""
        return cls.parse(configured or _of_this_machine(embedded))

    def encrypt(self, plain: bytes, context: bytes = b"") -> bytes:
        """Nonce and ciphertext under the current key; `context` must be given to decrypt."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.keys[self.current].encrypt(nonce, plain, context)

    def decrypt(self, key_id: str, sealed: bytes, context: bytes = b"") -> bytes:
        """The plain bytes; raises `UnknownKey`, or InvalidTag when they were changed."""
        if key_id not in self.keys:
            raise UnknownKey(key_id)
        return self.keys[key_id].decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)


def _of_this_machine(path: Path) -> str:
    """The key in `path`, made there (readable by its owner only) by whoever comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    if not path.exists():
        line = f"embedded:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link fails where a rename would replace the key another process just began to use.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
