"""How long a session holds, decided without a database."""

from datetime import datetime, timedelta
from enum import StrEnum

from services.kit.errors import Forbidden
from services.kit.settings import Settings

TOUCH = timedelta(minutes=1)
"""How often the last use is written down, so that not every request writes."""


class Method(StrEnum):
    """How somebody proved who they are."""

    DEMO = "demo"
    OIDC = "oidc"
    LINK = "link"
    """By a code mailed to the address of a link; candidates and referees have no other way."""


STAFF_METHODS = frozenset({Method.DEMO, Method.OIDC})
"""Sign-ins that end with the employment: who leaves loses them at once (ASVS 7.4.2)."""


def absolute_end(opened_at: datetime, settings: Settings) -> datetime:
    """When a session ends however much it is used."""
    return opened_at + settings.session_absolute


def holds(
    *,
    at: datetime,
    last_seen_at: datetime,
    expires_at: datetime,
    ended_at: datetime | None,
    idle: timedelta,
) -> bool:
    """Whether a session is still good."""
    return ended_at is None and at < expires_at and at - last_seen_at < idle


def worth_noting(at: datetime, last_seen_at: datetime) -> bool:
    """Whether this use is to be written down."""
    return at - last_seen_at >= TOUCH


def sign_in_needed() -> Forbidden:
    """The refusal of what is for staff to whoever came by a mailed link."""
    return Forbidden(
        "sign_in_needed",
        "This is for those who work here: sign in with your employer's sign-in to do it.",
    )
