"""Where a sign-in may lead, decided without a database."""

from datetime import timedelta
from urllib.parse import urlsplit

ATTEMPT_LIFE = timedelta(minutes=10)
"""From leaving for the identity provider to coming back."""


def local_path(wanted: str | None) -> str:
    """A path of our own to go on to; anything that could lead elsewhere becomes the front page."""
    if not wanted or not wanted.startswith("/") or "\\" in wanted or not wanted.isprintable():
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc or wanted.startswith("//") else wanted
