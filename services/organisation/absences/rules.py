"""Who acts for whom, decided without a database."""

from datetime import date

from services.organisation.rules import holds_on
from services.organisation.tables import Absence


def deputy_on(absence: Absence | None, day: date) -> bool:
    """Whether the deputy of an absence acts on a day: it holds, and the deputy has accepted."""
    return (
        absence is not None
        and absence.cancelled_at is None
        and absence.accepted_at is not None
        and holds_on(day, absence.starts, absence.ends)
    )
