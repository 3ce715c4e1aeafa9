"""The parts that routes of the selection ask for, and handing in a decision in one of them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from services.kit.processes.decisions import Desk
from services.recruitment.impartiality.rules import LEADING, READERS
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Decided, Relation

CONFIDENTIAL = (*LEADING, Relation.APPROVER)
"""Who may read what referees have said."""

Reader = Annotated[CaseActor, Depends(in_case(*READERS))]
Leading = Annotated[CaseActor, Depends(in_case(*LEADING))]
Assessor = Annotated[CaseActor, Depends(in_case(Relation.ASSESSOR))]
Confidential = Annotated[CaseActor, Depends(in_case(*CONFIDENTIAL))]
Member = Annotated[CaseActor, Depends(in_case())]


async def decide(
    desk: Desk,
    who: CaseActor,
    kind: Decided,
    content: dict[str, Any],
    key: str | None,
    process_id: UUID | None = None,
) -> dict[str, Any]:
    """Hand in a decision of whoever leads the selection; to the case, if to no other process."""
    part = who.part(*LEADING)
    return await desk.decide(
        process_id=process_id or who.recruitment_id,
        kind=kind,
        part=part,
        actor_id=who.actor.person_id,
        on_authority_of=who.on_authority_of.get(part),
        content=content,
        key=key,
    )
