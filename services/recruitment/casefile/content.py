"""What a decision file says: everything the decision stood on, each fact with its origin.

Applicants go by their number, except who was nominated and whoever is on a public list. What
referees said is not repeated: only who was asked, when they answered, and whether the applicant
was shown something negative and what they said to it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit.tables import AuditEvent
from services.recruitment.casefile import decision, preparation, reads, store
from services.recruitment.casefile.facts import Facts, Origins
from services.recruitment.need.post import post_of
from services.recruitment.need.tables import Recruitment

_json: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


async def compose(
    session: AsyncSession, case: Recruitment, at: datetime, *, blind: bool = False
) -> dict[str, Any]:
    """The content of the decision file of a case as it stands, ready for JSON.

    `blind` leaves out everything that tells of applicants, the log included: its events name
    applications by id, which a blind reader sees beside their numbers.
    """
    chain = await reads.events(session, case.id)
    facts = Facts(_origins(chain))
    numbers = await reads.numbers(session, case.id)
    await preparation.need(session, facts, case)
    await preparation.advertising(session, facts, case)
    if not blind:
        await preparation.applications(session, facts, case, numbers)
        await decision.assessment(session, facts, case, numbers)
        await decision.nomination(session, facts, case, numbers)
        await decision.hiring(session, facts, case, numbers)
        await decision.answers(session, facts, case, numbers)
    facts.people |= {event.actor_id for event in chain if event.actor_id}
    post, unit = await post_of(session, case.id, "nb"), await store.unit(session, case.unit_id)
    names = await reads.names(session, facts.people)
    return _json.dump_python(
        {
            "recruitment_id": case.id,
            "title": post.title,
            "unit": unit.name,
            "employer": (await store.unit(session, case.trust_id)).name,
            "ending": case.ending,
            "written_at": at,
            "people": {str(person): name for person, name in names.items()},
            "sections": facts.sections,
            "log": [] if blind else [_event(event) for event in chain],
        },
        mode="json",
    )


def _origins(chain: Sequence[AuditEvent]) -> Origins:
    about: dict[UUID, list[int]] = {}
    kinds: dict[str, int] = {}
    for event in chain:
        kinds[event.kind] = event.number
        if event.about:
            about.setdefault(event.about, []).append(event.number)
    return Origins(about, kinds)


def _event(event: AuditEvent) -> dict[str, Any]:
    return event.model_dump(exclude={"id", "created_at", "chain"})
