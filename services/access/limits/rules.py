"""What may be tried how often, decided without a database."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """At most `tries` in a window that begins with the first of them."""

    kind: str
    tries: int
    window: timedelta


CODES_PER_BROWSER = Limit("code_request", 3, timedelta(minutes=15))
CODES_PER_PERSON = Limit("code_request_person", 12, timedelta(minutes=15))
"""Above the limit for one browser, because a mail scanner that submits the form of a link must
not use up the requests of the person the mail was for."""
QUESTIONS_PER_ADDRESS = Limit("question_address", 3, timedelta(hours=1))
QUESTIONS_PER_NETWORK = Limit("question_network", 20, timedelta(hours=1))
"""About adverts, by anybody; a library is one network too."""
SUBSCRIPTIONS_PER_ADDRESS = Limit("subscription_address", 3, timedelta(hours=1))
SUBSCRIPTIONS_PER_NETWORK = Limit("subscription_network", 20, timedelta(hours=1))
SIGN_INS_BEGUN = Limit("sign_in", 600, timedelta(minutes=1))
"""For one network address; high, because a hospital is one address."""


def seconds_left(limit: Limit, window_start: datetime, at: datetime) -> int:
    """How long until the window ends, rounded up."""
    left = (window_start + limit.window - at).total_seconds()
    return max(1, -int(-left // 1))
