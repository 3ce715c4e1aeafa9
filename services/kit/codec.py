"""Encrypts what travels through Temporal: a second fence, behind payloads of ids and codes only.

Failures are encoded as well. The key id stands in each payload's metadata, so that keys can be
changed while processes run: the first key of `payload_keys` encrypts, all of them decrypt.
"""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)

from services.kit.keys import Keyring
from services.kit.settings import Settings

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
EMBEDDED_KEY = Path("keys") / "payloads"


class EncryptingCodec(PayloadCodec):
    """AES-256-GCM over the whole payload, its own metadata included."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt under the current key."""
        key_id = self._keyring.current
        return [
            Payload(
                metadata={"encoding": ENCODING, KEY_ID: key_id.encode()},
                data=self._keyring.encrypt(payload.SerializeToString(), key_id.encode()),
            )
            for payload in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt; what was never encrypted is left as it is."""
        return [
            self._opened(payload) if payload.metadata.get("encoding") == ENCODING else payload
            for payload in payloads
        ]

    def _opened(self, payload: Payload) -> Payload:
        key_id = payload.metadata[KEY_ID]
        return Payload.FromString(
            self._keyring.decrypt(key_id.decode(), payload.data, bytes(key_id))
        )


def data_converter(settings: Settings) -> DataConverter:
    """How web, worker and commands read and write what travels through Temporal."""
    keyring = Keyring.load(settings.payload_keys.get_secret_value(), settings.home / EMBEDDED_KEY)
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=EncryptingCodec(keyring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
