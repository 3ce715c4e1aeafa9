"""What a decision file says of the assessment, the nomination, the hiring and the answers."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.recruitment.casefile import reads, store
from services.recruitment.casefile.facts import Facts
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination import store as nominations
from services.recruitment.nomination.ranking import rank_case
from services.recruitment.nomination.tables import Nomination
from services.recruitment.offer.tables import Check, Offer
from services.recruitment.profile.tables import Criterion
from services.selection.interviews.tables import Interview, InterviewKit


async def assessment(
    session: AsyncSession, facts: Facts, case: Recruitment, numbers: Mapping[UUID, int | None]
) -> None:
    criteria = {one.id: one.key for one in await reads.of_case(session, Criterion, case.id)}
    facts.section("interviews")
    for kit in await reads.of_case(session, InterviewKit, case.id):
        facts.add("interviews", kit, ("questions", "fixed_at"), at=kit.fixed_at)
    for interview in await reads.of_case(session, Interview, case.id, "starts_at"):
        facts.add(
            "interviews",
            interview,
            ("starts_at", "minutes", "place", "state"),
            application=numbers.get(interview.application_id),
        )
    facts.section("scores")
    for score, sheet in await reads.scores(session, case.id):
        facts.add(
            "scores",
            score,
            ("mark", "note"),
            application=numbers.get(sheet.application_id),
            criterion=criteria.get(score.criterion_id),
            by=sheet.person_id,
            at=sheet.received_at,
            kind=AuditKind.SCORES_SUBMITTED,
        )
    for change, score, sheet in await reads.score_changes(session, case.id):
        facts.add(
            "scores",
            change,
            ("old_mark", "new_mark", "reason"),
            application=numbers.get(sheet.application_id),
            criterion=criteria.get(score.criterion_id),
            by=change.person_id,
            at=change.changed_at,
            kind=AuditKind.SCORE_CHANGED,
        )
    facts.section("references")
    for reference in await reads.references(session, case.id):
        facts.add(
            "references",
            reference,
            (
                "name",
                "relation",
                "recent_leader",
                "consented_at",
                "asked_at",
                "received_at",
                "closed_at",
                "negative",
                "comment",
            ),
            application=numbers.get(reference.application_id),
            by=reference.asked_by,
            at=reference.received_at or reference.asked_at,
        )


async def nomination(
    session: AsyncSession, facts: Facts, case: Recruitment, numbers: Mapping[UUID, int | None]
) -> None:
    names = await reads.applicant_names(session, case.id)
    rows = {
        application.id: application for application in await store.applications(session, case.id)
    }
    facts.section("ranking")
    for one in (await rank_case(session, case)).ranked:
        facts.add(
            "ranking",
            rows[one.application],
            (),
            application=numbers.get(one.application),
            total=str(one.total) if one.total is not None else None,
            rank=one.rank,
            tied_with=[numbers.get(other) for other in one.tied_with],
            without_marks=list(one.missing),
            at=case.scores_opened_at,
            kind=AuditKind.SCORES_OPENED,
        )
    facts.section("nominations")
    for nomination in await reads.of_case(session, Nomination, case.id, "number"):
        facts.add(
            "nominations",
            nomination,
            ("number", "state", "summary", "submitted_at"),
            by=nomination.submitted_by or nomination.author_id,
            at=nomination.submitted_at,
        )
        for entry in await nominations.entries(session, nomination.id):
            facts.add(
                "nominations",
                entry,
                ("rank", "total", "reason"),
                nomination=nomination.number,
                application=numbers.get(entry.application_id),
                name=names.get(entry.application_id),
                by=nomination.author_id,
                kind=AuditKind.NOMINATION_SUBMITTED,
            )
        remark = await nominations.remark(session, nomination.id)
        if remark:
            facts.add(
                "nominations",
                remark,
                ("remark",),
                nomination=nomination.number,
                in_time=remark.person_id is not None,
                by=remark.person_id,
                kind=AuditKind.NOMINATION_REMARKED,
            )
        if nomination.decided_at:
            facts.add(
                "nominations",
                nomination,
                ("decision_reason",),
                nomination=nomination.number,
                approved=nomination.state == "approved",
                by=nomination.decided_by,
                on_authority_of=nomination.on_authority_of,
                at=nomination.decided_at,
            )


async def hiring(
    session: AsyncSession, facts: Facts, case: Recruitment, numbers: Mapping[UUID, int | None]
) -> None:
    names = await reads.applicant_names(session, case.id)
    offers = {offer.id: offer for offer in await reads.of_case(session, Offer, case.id, "sent_at")}
    facts.section("offers")
    for offer in offers.values():
        facts.add(
            "offers",
            offer,
            ("version", "state", "terms", "answer_by", "answered_at", "decline_reason"),
            application=numbers.get(offer.application_id),
            name=names.get(offer.application_id),
            by=offer.sent_by,
            at=offer.sent_at,
        )
    facts.section("checks")
    for check in await reads.of_case(session, Check, case.id):
        facts.add(
            "checks",
            check,
            ("kind", "state", "issued", "expires", "register_number", "note"),
            application=numbers.get(offers[check.offer_id].application_id),
            by=check.seen_by,
            at=check.seen_at,
        )
    facts.section("contract")
    for contract, file in await reads.contracts(session, case.id):
        facts.add(
            "contract",
            contract,
            ("version", "issued_at"),
            sha256=file.sha256,
            by=contract.issued_by,
            at=contract.issued_at,
        )


async def answers(
    session: AsyncSession, facts: Facts, case: Recruitment, numbers: Mapping[UUID, int | None]
) -> None:
    facts.section("answers")
    for message, application in await reads.last_letters(session, case.id):
        facts.add(
            "answers",
            message,
            ("kind", "language", "state", "sent_at"),
            application=numbers.get(application),
            at=message.queued_at,
        )
