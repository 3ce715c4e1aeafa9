"""What roles are called."""

from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.organisation.rules import RoleName

ROLES: dict[RoleName, str] = {
    RoleName.LEADER: _("Leader"),
    RoleName.HR_ADVISER: _("HR adviser"),
    RoleName.APPROVER: _("Approver"),
    RoleName.UNION_REPRESENTATIVE: _("Union representative"),
    RoleName.SAFETY_REPRESENTATIVE: _("Safety representative"),
    RoleName.IT: _("IT"),
    RoleName.PAYROLL: _("Payroll"),
    RoleName.OPERATOR: _("Operator"),
    RoleName.ANALYST: _("Analyst"),
}
"""Msgids."""


def role_text(language: str, role: RoleName) -> str:
    """A role, as the beginning of a line."""
    return translate(language, ROLES[role])
