"""Secrets that are handed out, and the hashes that are kept of them."""

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """256 random bits, for sessions, links and browsers (ASVS 11.5.1 asks for 128)."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06}"


def fingerprint(token: str) -> str:
    """What is kept of a token; it has too many bits to be guessed from this."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(secret: str, *parts: str) -> str:
    """A hash for what could be guessed, such as a code or an address, with the program's key."""
    message = "\0".join(parts).encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes are equal, in a time that tells nothing."""
    return hmac.compare_digest(one, other)
