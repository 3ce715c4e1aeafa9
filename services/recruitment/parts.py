"""What the parts in a case are called."""

from services.kit.i18n import marked as _
from services.kit.i18n import translate
from workflows.payloads.codes import Relation

PARTS: dict[Relation, str] = {
    Relation.HIRING_MANAGER: _("Hiring manager"),
    Relation.HR_ADVISER: _("HR adviser"),
    Relation.APPROVER: _("Approver"),
    Relation.UNION_REPRESENTATIVE: _("Union representative"),
    Relation.SAFETY_REPRESENTATIVE: _("Safety representative"),
    Relation.EXPERT: _("Expert"),
    Relation.ASSESSOR: _("Assessor"),
}
"""Msgids, in the order in which a case shows them."""


def part_text(language: str, relation: Relation) -> str:
    """A part, as the beginning of a line."""
    return translate(language, PARTS[relation])
