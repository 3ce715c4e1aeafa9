"""The code words of the need."""

from enum import StrEnum

from workflows.payloads.codes import Relation


class Alternatives(StrEnum):
    """What might do instead of recruiting. Each is answered before the need is submitted."""

    REDISTRIBUTE_TASKS = "redistribute_tasks"
    STOP_OR_SIMPLIFY = "stop_or_simplify"
    INCREASE_PART_TIME = "increase_part_time"
    INTERNAL_MOBILITY = "internal_mobility"
    EDUCATION_POST = "education_post"
    COMBINED_POST = "combined_post"
    APPRENTICE_OR_TRAINEE = "apprentice_or_trainee"
    RESOURCE_POOL = "resource_pool"
    CROSS_SITE = "cross_site"
    DELAY = "delay"
    TEMPORARY = "temporary"
    AGENCY = "agency"


class Position(StrEnum):
    """How somebody is employed. All but the first are temporary and need a basis (aml § 14-9)."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    SUBSTITUTE = "substitute"
    ENGAGEMENT = "engagement"
    PROJECT = "project"
    FIXED_TERM = "fixed_term"
    SEASONAL = "seasonal"
    EDUCATION_POST = "education_post"
    TRAINEE = "trainee"
    APPRENTICE = "apprentice"


class ConflictScope(StrEnum):
    """What a declared conflict takes the assessor out of."""

    CASE = "case"
    APPLICANT = "applicant"


class Stage(StrEnum):
    """When preferential rights are looked into (aml §§ 14-2, 14-3)."""

    BEFORE_ADVERT = "before_advert"
    BEFORE_OFFER = "before_offer"


CASE_RELATIONS = (
    Relation.HIRING_MANAGER,
    Relation.HR_ADVISER,
    Relation.APPROVER,
    Relation.UNION_REPRESENTATIVE,
    Relation.SAFETY_REPRESENTATIVE,
    Relation.EXPERT,
    Relation.ASSESSOR,
)
"""What a member can be to a case; candidates and referees are found by their rows."""
