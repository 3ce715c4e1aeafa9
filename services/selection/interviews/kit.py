"""The interview kit: written before the first invitation, the same for everyone after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit.errors import Conflict, Invalid
from services.kit.web import require_version
from services.recruitment.permissions import CaseActor
from services.recruitment.profile.tables import Criterion
from services.selection.conflicts import store as cases
from services.selection.interviews import rules, store
from services.selection.interviews.rules import Asked
from services.selection.interviews.tables import InterviewKit
from services.selection.parts import LEADING


@dataclass(frozen=True)
class Kit:
    """The questions, what they are about, and what to think about before they are fixed."""

    version: int
    """0 while nobody has written one and this is a suggestion."""
    questions: list[dict[str, Any]]
    fixed_at: datetime | None
    criteria: dict[str, Criterion]

    @property
    def unasked(self) -> list[str]:
        """Keys of criteria to be assessed in the interview that no question is about."""
        return rules.unasked(map(_asked, self.criteria.values()), self.questions)


async def read(session: AsyncSession, recruitment_id: UUID) -> Kit:
    """The kit of a case, or the suggestion it begins with."""
    criteria = await store.criteria(session, recruitment_id)
    return _kit(await store.kit(session, recruitment_id), criteria)


def _kit(row: InterviewKit | None, criteria: Sequence[Criterion]) -> Kit:
    by_key = {one.key: one for one in criteria}
    if row is None:
        return Kit(0, rules.suggested(map(_asked, criteria)), None, by_key)
    return Kit(row.version, row.questions, row.fixed_at, by_key)


async def write(
    session: AsyncSession, who: CaseActor, questions: Sequence[dict[str, Any]], if_match: str | None
) -> Kit:
    """Replace the questions; the order is the order in which everyone is asked.

    Raises `Conflict` once the first applicant is invited, and `Invalid` with `unknown_criterion`.
    """
    case = await cases.case(session, who.recruitment_id, lock=True)
    row = await store.kit(session, case.id)
    require_version(if_match, row.version if row else 0)
    if row and row.fixed_at:
        raise Conflict("kit_fixed", "The first applicant is invited; everyone is asked the same.")
    criteria = await store.criteria(session, case.id)
    known = {one.key for one in criteria}
    message = "There is no such criterion in the profile."
    faults = {
        f"questions.{place}.criterion": message
        for place, question in enumerate(questions)
        if question["criterion"] not in known
    }
    if faults:
        raise Invalid("unknown_criterion", message, faults)
    row = row or InterviewKit(recruitment_id=case.id, version=0)
    row.questions, row.version = list(questions), row.version + 1
    session.add(row)
    await audit.record(
        session,
        AuditKind.INTERVIEW_KIT_WRITTEN,
        process_id=case.id,
        actor_id=who.actor.person_id,
        on_authority_of=who.on_authority_of.get(who.part(*LEADING)),
        about=row.id,
        data={"version": row.version, "questions": len(row.questions)},
    )
    return _kit(row, criteria)


async def fix(session: AsyncSession, recruitment_id: UUID, at: datetime) -> None:
    """From the first invitation on the kit stays as it is; without one, the suggestion counts."""
    row = await store.kit(session, recruitment_id, lock=True)
    if row is None:
        criteria = await store.criteria(session, recruitment_id)
        row = InterviewKit(
            recruitment_id=recruitment_id, questions=rules.suggested(map(_asked, criteria))
        )
        session.add(row)
    row.fixed_at = row.fixed_at or at


def _asked(criterion: Criterion) -> Asked:
    return Asked(criterion.key, criterion.nb, criterion.en, criterion.level, criterion.methods)
