"""What a decision file says of the need, the advertising and the applications."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.recruitment.advert.tables import Advert
from services.recruitment.casefile import reads, store
from services.recruitment.casefile.facts import Facts
from services.recruitment.need.tables import (
    Alternative,
    Approval,
    CaseMember,
    Discussion,
    PreferenceCheck,
    Recruitment,
)
from services.recruitment.profile.tables import Criterion
from services.selection.conflicts.tables import Conflict, ConflictDeclaration
from services.selection.lists.tables import PublicList


async def need(session: AsyncSession, facts: Facts, case: Recruitment) -> None:
    facts.add(
        "need",
        case,
        (
            "reason",
            "consequence_for_patients",
            "position",
            "temporary_basis",
            "percentage",
            "part_time_reason",
            "occupation_styrk08",
            "hpr_category",
            "positions",
            "wanted_start",
            "conflict_scope",
        ),
        by=case.submitted_by,
        at=case.submitted_at,
        kind=AuditKind.NEED_SUBMITTED,
    )
    for member in await reads.of_case(session, CaseMember, case.id):
        facts.people.add(member.person_id)
        facts.add(
            "members",
            member,
            ("relation", "person_id", "left_at", "replaced_by"),
            kind=AuditKind.CASE_MEMBERS_CHANGED,
        )
    facts.section("alternatives")
    for answer in await reads.of_case(session, Alternative, case.id):
        facts.add(
            "alternatives", answer, ("option", "answer"), kind=AuditKind.NEED_ALTERNATIVES_ANSWERED
        )
    facts.section("discussion")
    for said in await reads.of_case(session, Discussion, case.id):
        facts.add("discussion", said, ("remark",), by=said.person_id, kind=AuditKind.NEED_DISCUSSED)
    facts.section("preference")
    for check in await reads.of_case(session, PreferenceCheck, case.id):
        facts.add("preference", check, ("stage", "finding", "claim"), by=check.person_id)
    facts.section("approvals")
    for approval in await reads.of_case(session, Approval, case.id):
        facts.add(
            "approvals",
            approval,
            ("approved", "reason", "version", "voided_at"),
            by=approval.person_id,
            on_authority_of=approval.on_authority_of,
        )
    facts.section("profile")
    for criterion in await reads.of_case(session, Criterion, case.id, "position"):
        facts.add(
            "profile",
            criterion,
            ("key", "level", "type", "nb", "en", "weight", "methods"),
            kind=AuditKind.PROFILE_WRITTEN,
        )


async def advertising(session: AsyncSession, facts: Facts, case: Recruitment) -> None:
    facts.section("adverts")
    for advert in await reads.of_case(session, Advert, case.id, "round"):
        facts.add(
            "adverts",
            advert,
            (
                "round",
                "state",
                "opens_at",
                "closes_at",
                "first_closes_at",
                "internal_notice_at",
                "one_language_reason",
            ),
            kind=AuditKind.ADVERT_PUBLISHED,
        )
    facts.section("advert_versions")
    for version, round_ in await reads.advert_versions(session, case.id):
        facts.add(
            "advert_versions",
            version,
            ("number", "closes_at", "texts"),
            round=round_,
            by=version.person_id,
            kind=AuditKind.ADVERT_PUBLISHED,
        )
    facts.section("channels")
    for channel, round_ in await reads.channels(session, case.id):
        facts.add(
            "channels",
            channel,
            ("code", "tracking_code", "cost", "published_at", "closed_at", "reference"),
            round=round_,
            kind=AuditKind.ADVERT_OPENED,
        )


async def applications(
    session: AsyncSession, facts: Facts, case: Recruitment, numbers: Mapping[UUID, int | None]
) -> None:
    criteria = {one.id: one.key for one in await reads.of_case(session, Criterion, case.id)}
    facts.section("applications")
    for application in await store.applications(session, case.id):
        facts.add(
            "applications",
            application,
            ("number", "state", "received_at", "source", "qualified", "withdrawn_at"),
            at=application.received_at,
        )
    facts.section("conflicts")
    for declaration in await reads.of_case(session, ConflictDeclaration, case.id):
        facts.add(
            "conflicts",
            declaration,
            ("declared_at",),
            by=declaration.person_id,
            at=declaration.declared_at,
            kind=AuditKind.CONFLICTS_DECLARED,
        )
    for conflict in await reads.of_case(session, Conflict, case.id):
        facts.add(
            "conflicts",
            conflict,
            ("reason",),
            application=numbers.get(conflict.application_id),
            by=conflict.person_id,
            kind=AuditKind.CONFLICTS_DECLARED,
        )
    facts.section("screening")
    for result in await reads.must_results(session, case.id):
        facts.add(
            "screening",
            result,
            ("met", "note"),
            application=numbers.get(result.application_id),
            criterion=criteria.get(result.criterion_id),
            by=result.person_id,
            at=result.assessed_at,
            kind=AuditKind.SCREENING_COMPLETED,
        )
    facts.section("exemptions")
    for request in await reads.exemptions(session, case.id):
        facts.add(
            "exemptions",
            request,
            ("asked_at", "granted", "decision_reason", "decided_at", "withdraw_by"),
            application=numbers.get(request.application_id),
            by=request.decided_by,
            at=request.decided_at or request.asked_at,
        )
    facts.section("public_lists")
    for listed in await reads.of_case(session, PublicList, case.id, "version"):
        facts.add(
            "public_lists",
            listed,
            ("version", "deadline", "frozen_at", "total", "women", "men", "entries"),
            at=listed.frozen_at,
        )
