"""A case and the list of cases, as people see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor
from services.kit import clock
from services.kit.paging import Asked, Page
from services.recruitment.findings import shown
from services.recruitment.need import rules, store
from services.recruitment.need.approval import find_missing
from services.recruitment.need.listing.schemas import Line, Seer, Wanted
from services.recruitment.need.listing.store import counted, followed, listed
from services.recruitment.need.post import title_in, unit_name
from services.recruitment.need.schemas import (
    AlternativeGiven,
    AlternativesShown,
    ApprovalShown,
    DiscussionShown,
    MemberShown,
    MembersShown,
    PreferenceCheckShown,
    RecruitmentListed,
    RecruitmentShown,
    UnitShown,
)
from services.recruitment.permissions import RELATION_OF_ROLE
from workflows.payloads.codes import Relation

MAY_READ_FINDINGS = (
    Relation.HIRING_MANAGER,
    Relation.HR_ADVISER,
    Relation.APPROVER,
    Relation.UNION_REPRESENTATIVE,
)
"""What was found of preferential rights tells of colleagues, and is not for the whole panel."""


async def read(
    session: AsyncSession,
    recruitment_id: UUID,
    actor: Actor,
    relations: Collection[Relation],
    *,
    approval_voided: bool = False,
) -> RecruitmentShown:
    """The whole case, with what the need still lacks while it can be changed."""
    checks = await store.preference_checks(session, recruitment_id)
    may_read = not set(relations).isdisjoint(MAY_READ_FINDINGS)
    case = await store.case(session, recruitment_id)
    unit = await store.unit(session, case.unit_id)
    advert = await store.latest_advert(session, case.id)
    missing = [] if case.advertised_at else await find_missing(session, case, case.submitted_by)
    return RecruitmentShown(
        **case.model_dump(exclude={"trust_id", "unit_id"}),
        unit=UnitShown(id=unit.id, name=unit_name(unit, actor.language)),
        title=title_in(advert.texts if advert else {}, case.occupation_styrk08, actor.language),
        members=await _members(session, case.id),
        approvals=[
            ApprovalShown.model_validate(row) for row in await store.approvals(session, case.id)
        ],
        discussions=[
            DiscussionShown.model_validate(row) for row in await store.discussions(session, case.id)
        ],
        preference_checks=[
            PreferenceCheckShown.model_validate(row).model_copy(
                update={} if may_read else {"finding": None}
            )
            for row in checks
        ],
        missing=shown(missing, actor.language),
        approval_voided=approval_voided,
    )


async def read_members(session: AsyncSession, recruitment_id: UUID) -> MembersShown:
    case = await store.case(session, recruitment_id)
    return MembersShown(members=await _members(session, case.id), version=case.version)


async def read_alternatives(
    session: AsyncSession, recruitment_id: UUID, *, approval_voided: bool = False
) -> AlternativesShown:
    case = await store.case(session, recruitment_id)
    rows = await store.alternatives(session, case.id)
    return AlternativesShown(
        alternatives=sorted(
            (AlternativeGiven.model_validate(row) for row in rows), key=lambda one: one.option
        ),
        unanswered=rules.unanswered((row.option, row.answer) for row in rows),
        version=case.version,
        approval_voided=approval_voided,
    )


async def read_list(
    session: AsyncSession, wanted: Wanted, actor: Actor, asked: Asked
) -> Page[RecruitmentListed]:
    """A page of the cases somebody may see."""
    at = clock.now()
    lines = await listed(session, wanted, _seer(actor), asked, at)
    return lines.shown(lambda line: _listed(line, actor.language, at))


@dataclass(frozen=True)
class FollowedCase:
    """A case of the list, since when it is where it is, and how many days that usually takes."""

    case: RecruitmentListed
    entered_at: datetime
    usual: float | None


async def read_followed(
    session: AsyncSession, wanted: Wanted, actor: Actor, asked: Asked
) -> tuple[Page[FollowedCase], int]:
    """A page of the cases somebody may see, as who follows many sees it, and how many there are."""
    at = clock.now()
    found = await followed(session, wanted, _seer(actor), asked, at)
    total = found.items[0].total if found.items else 0
    return found.shown(
        lambda one: FollowedCase(_listed(one.line, actor.language, at), one.entered_at, one.usual)
    ), total


async def count_list(session: AsyncSession, wanted: Wanted, actor: Actor) -> int:
    """How many such cases somebody may see."""
    return await counted(session, wanted, _seer(actor), clock.now())


def _seer(actor: Actor) -> Seer:
    return Seer(actor.person_id, actor.units_with(RELATION_OF_ROLE))


async def _members(session: AsyncSession, recruitment_id: UUID) -> list[MemberShown]:
    return [
        MemberShown(
            person_id=member.person_id,
            relation=member.relation,
            name=member.name,
            left=member.left,
        )
        for member in await store.members(session, recruitment_id)
    ]


def _listed(line: Line, language: str, at: datetime) -> RecruitmentListed:
    texts = {"nb": {"title": line.title_nb}, "en": {"title": line.title_en}}
    unit = (line.unit_en or line.unit) if language == "en" else line.unit
    shared = {
        name: getattr(line, name) for name in RecruitmentListed.model_fields if hasattr(line, name)
    }
    return RecruitmentListed.model_validate(
        shared
        | {
            "title": title_in(texts, line.occupation, language),
            "unit": UnitShown(id=line.unit_id, name=unit),
            "occupation_styrk08": line.occupation,
            "late": line.due_at is not None and line.due_at < at,
        }
    )
