"""The codes by which an application tells where it came from."""

import secrets


def new_tracking_code() -> str:
    """A short random code for an address; it says nothing of the channel."""
    return secrets.token_hex(5)
