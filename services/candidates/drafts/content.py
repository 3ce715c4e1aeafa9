"""What is in a draft, and how it is sealed: only the browser that writes it has the key."""

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.access import tokens

NONCE = 12
LARGEST = 300_000
"""Bytes of typed text; the API takes no more either."""

Fields = list[tuple[str, str]]


class Step(StrEnum):
    """The pages of an application."""

    ABOUT = "about"
    PAPERS = "papers"
    QUESTIONS = "questions"
    CHECK = "check"


_ABOUT = frozenset(
    {
        "name",
        "email",
        "phone",
        "language",
        "occupation",
        "municipality",
        "age",
        "gender",
        "exemption_asked",
        "exemption_reason",
        "via",
    }
)
OWN: dict[Step, Callable[[str], bool]] = {
    Step.ABOUT: _ABOUT.__contains__,
    Step.PAPERS: {"letter", "cv", "diplomas", "others", "resume"}.__contains__,
    Step.QUESTIONS: lambda name: name.startswith("answers."),
}
"""Which fields are on which page."""


@dataclass(frozen=True)
class Key:
    """What a browser shows for the draft of an advert."""

    token: str
    advert_id: UUID

    @property
    def hash(self) -> str:
        """What is kept of it."""
        return tokens.fingerprint(f"{self.token}:{self.advert_id}")

    @property
    def secret(self) -> bytes:
        return hmac.digest(self.token.encode(), b"stafett draft", hashlib.sha256)


@dataclass(frozen=True)
class Content:
    """What was typed and read in so far."""

    fields: Fields = field(default_factory=Fields)
    cv: dict[str, Any] | None = None
    reached: Step = Step.ABOUT
    """The furthest page that was come to."""

    def with_step(self, step: Step, typed: Fields) -> "Content":
        """The same, with another text on one of its pages."""
        others = [one for one in self.fields if not OWN[step](one[0])]
        return replace(self, fields=[*others, *(one for one in typed if OWN[step](one[0]))])


def seal(key: Key, content: Content) -> bytes:
    """Encrypt it."""
    said = {"fields": content.fields, "cv": content.cv, "reached": content.reached}
    nonce = os.urandom(NONCE)
    text = json.dumps(said).encode()
    return nonce + AESGCM(key.secret).encrypt(nonce, text, key.advert_id.bytes)


def unseal(key: Key, sealed: bytes) -> Content:
    """Read it again."""
    text = AESGCM(key.secret).decrypt(sealed[:NONCE], sealed[NONCE:], key.advert_id.bytes)
    said = json.loads(text)
    fields = [(name, value) for name, value in said["fields"]]
    return Content(fields, said["cv"], Step(said["reached"]))
