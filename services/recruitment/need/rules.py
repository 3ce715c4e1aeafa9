"""What a need must hold, and who may decide it, worked out without a database."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from services.kit.errors import Conflict, Forbidden, Invalid
from services.recruitment.findings import Finding, error
from services.recruitment.need.codes import CASE_RELATIONS, Alternatives, Position, Stage
from services.recruitment.need.schemas import MemberGiven
from services.recruitment.need.tables import Discussion, PreferenceCheck, Recruitment
from workflows.payloads.codes import Phase, Relation

FULL_TIME = 100
UNDERSTAFFED = "Say who this is: nobody has this part."

MATERIAL = frozenset(
    {
        "position",
        "temporary_basis",
        "percentage",
        "part_time_reason",
        "occupation_styrk08",
        "hpr_category",
    }
)
"""What the union representative is heard on (part-time, aml § 14-1 b; temporary, § 14-9) and what
preferential rights depend on (§§ 14-2, 14-3): the form, size and kind of the post."""

ANSWERED = "Answer this alternative before recruiting."


def require_sound(positions: int, wanted_start: date, today: date) -> None:
    """Refuse what no case can be about: several posts at once, or a start that has been."""
    if positions != 1:
        raise Invalid(
            "one_position_only",
            "A case fills one post. Start one case for each.",
            {"positions": "A case fills one post. Start one case for each."},
        )
    if wanted_start < today:
        raise Invalid(
            "start_in_the_past",
            "The wanted start has passed.",
            {"wanted_start": "The wanted start has passed."},
        )


def require_members(members: Sequence[MemberGiven]) -> None:
    """Refuse parts nobody can have, or that one person cannot have together."""
    for member in members:
        if member.relation not in CASE_RELATIONS:
            raise Invalid(
                "not_a_part",
                "«{relation}» is not a part that a member of a case can have.",
                {"members": "«{relation}» is not a part that a member of a case can have."},
                relation=member.relation,
            )
    twice = Counter((member.person_id, member.relation) for member in members)
    if any(times > 1 for times in twice.values()):
        raise Invalid(
            "member_twice",
            "Somebody is listed twice with the same part.",
            {"members": "Somebody is listed twice with the same part."},
        )
    managers = [one.person_id for one in members if one.relation is Relation.HIRING_MANAGER]
    if len(managers) != 1:
        raise Invalid(
            "one_hiring_manager",
            "A case has exactly one hiring manager.",
            {"members": "A case has exactly one hiring manager."},
        )
    if any(one.relation is Relation.APPROVER and one.person_id in managers for one in members):
        raise Invalid(
            "own_approver",
            "The hiring manager cannot approve the same case.",
            {"members": "The hiring manager cannot approve the same case."},
        )


def is_material(changed: Collection[str]) -> bool:
    """Whether a change is to what is discussed, and to who could have a right to the post."""
    return not MATERIAL.isdisjoint(changed)


Looked = TypeVar("Looked", Discussion, PreferenceCheck)


def still_good(need: Recruitment, rows: Iterable[Looked]) -> list[Looked]:
    """Those that were about the need as it is now in what is material."""
    return [row for row in rows if row.version >= need.material_version]


def unanswered(answers: Iterable[tuple[str, str]]) -> list[Alternatives]:
    """Which of the twelve alternatives have no answer."""
    answered = {option for option, answer in answers if answer.strip()}
    return [option for option in Alternatives if option not in answered]


def missing(
    need: Recruitment, answers: Iterable[tuple[str, str]], *, has_approver: bool
) -> list[Finding]:
    """What the need lacks before it can be submitted; the profile is checked by its own rules."""
    found = [
        error("missing", name, "This is missing.")
        for name in ("reason", "consequence_for_patients")
        if not getattr(need, name).strip()
    ]
    if need.position != Position.PERMANENT and not (need.temporary_basis or "").strip():
        found.append(
            error(
                "temporary_basis_missing",
                "temporary_basis",
                "Say on which ground of aml § 14-9 the post is temporary.",
            )
        )
    if need.percentage < FULL_TIME and not (need.part_time_reason or "").strip():
        found.append(
            error(
                "part_time_reason_missing",
                "part_time_reason",
                "Say why the post is not full-time (aml § 14-1 b).",
            )
        )
    found += [
        error("alternative_unanswered", f"alternatives.{option}", ANSWERED)
        for option in unanswered(answers)
    ]
    if not has_approver:
        found.append(error("approver_missing", "members.approver", UNDERSTAFFED))
    return found


def require_another(deciders: Collection[UUID | None], authors: Collection[UUID | None]) -> None:
    """Refuse an approval by an author of the need, or on an author's authority."""
    if {one for one in deciders if one} & {one for one in authors if one}:
        raise Forbidden("own_need", "Whoever wrote a need cannot approve it.")


def require_reason(reason: str | None, message: str) -> str:
    """The reason, which has to be there."""
    if not (reason or "").strip():
        raise Invalid("reason_missing", message, {"reason": message})
    return (reason or "").strip()


def require_stage(need: Recruitment, stage: Stage) -> None:
    """Refuse a look into preferential rights at a time that does not need it.

    Before the advert, of a submitted need; before the offer, when the nomination is approved and
    not weeks earlier: rights come and go.
    """
    if stage is Stage.BEFORE_ADVERT:
        if need.advertised_at is not None:
            raise Conflict("already_advertised", "The post has been advertised.")
        if need.submitted_at is None:
            raise Conflict("need_not_submitted", "The need has not been submitted.")
        return
    if need.advertised_at is None:
        raise Conflict("not_advertised", "The post has not been advertised yet.")
    if need.phase not in (Phase.OFFER, Phase.CHECKS, Phase.CONTRACT):
        raise Conflict("nomination_not_approved", "The nomination has not been approved.")
