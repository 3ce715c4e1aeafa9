"""What the roles are, and how an address is written, decided without a database."""

from datetime import date
from enum import StrEnum

from services.kit.errors import Invalid


class RoleName(StrEnum):
    """What a person can be to a unit and everything below it."""

    LEADER = "leader"
    HR_ADVISER = "hr_adviser"
    APPROVER = "approver"
    UNION_REPRESENTATIVE = "union_representative"
    SAFETY_REPRESENTATIVE = "safety_representative"
    IT = "it"
    PAYROLL = "payroll"
    OPERATOR = "operator"
    """Sets up units, people and roles, and sees to stopped processes."""
    ANALYST = "analyst"


ADMINISTRATORS = (RoleName.HR_ADVISER, RoleName.OPERATOR)
"""Who may change units, people, roles and closed days."""


def same_address(email: str) -> str:
    """An address as it is compared: everybody's mail server takes capitals as small letters.

    Unicode's case folding, as the database does it to the addresses it has (`tables.FOLDED`).
    """
    return email.strip().casefold()


def holds_on(day: date, starts: date, ends: date | None) -> bool:
    """Whether something from a date, perhaps to one (both included), holds on a day."""
    return starts <= day and (ends is None or day <= ends)


def check_order(starts: date, ends: date | None) -> None:
    """Refuse a last day before the first."""
    if ends is not None and ends < starts:
        raise Invalid(
            "days_reversed",
            "The last day comes before the first.",
            {"ends": "The last day comes before the first."},
        )


def overlap(starts: date, ends: date, other_starts: date, other_ends: date) -> bool:
    """Whether two spans of days, ends included, share a day."""
    return starts <= other_ends and other_starts <= ends
