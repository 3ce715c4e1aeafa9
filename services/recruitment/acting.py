"""Who acts in a case, and on whose authority, as routes hand it on."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.kit.processes.decisions import Desk
from services.recruitment.need.editing import By
from services.recruitment.permissions import CaseActor
from workflows.payloads.codes import Decided, Relation


def by(who: CaseActor, *parts: Relation) -> By:
    """Somebody acting in the first of these parts that they hold."""
    return By(who.actor.person_id, who.on_authority_of.get(who.part(*parts)))


async def decide(
    desk: Desk,
    who: CaseActor,
    kind: Decided,
    parts: tuple[Relation, ...],
    recruitment_id: UUID,
    content: BaseModel | None = None,
    *,
    key: str | None,
) -> dict[str, Any]:
    """Put a decision to the process of the case, in the first of these parts that is held."""
    part = who.part(*parts)
    return await desk.decide(
        process_id=recruitment_id,
        kind=kind,
        part=part,
        actor_id=who.actor.person_id,
        on_authority_of=who.on_authority_of.get(part),
        content=content.model_dump(mode="json", exclude_unset=True) if content else None,
        key=key,
    )
