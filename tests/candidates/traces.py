"""Somebody who has applied, and what they leave in a case, for tests."""

import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import httpx

from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.database import Row
from services.recruitment.offer.tables import Offer
from services.selection.interviews.tables import Interview
from services.selection.lists.tables import ExemptionRequest
from services.selection.references.tables import Reference
from tests.candidates.conftest import Case, World, pdf
from tests.messages.letters import a_letter
from workflows.payloads.codes import LetterKind


async def apply(
    client: httpx.AsyncClient, case: Case, handed: dict[str, Any], *papers: str
) -> UUID:
    files = [("papers", (name, pdf(), "application/pdf")) for name in papers]
    answer = await client.post(
        f"/adverts/{case.advert_id}/applications",
        files=[("application", (None, json.dumps(handed))), *files],
    )
    assert answer.status_code == 201
    return UUID(answer.json()["id"])


async def owner(world: World, application_id: UUID) -> tuple[UUID, dict[str, str]]:
    async with world.database.transaction() as session:
        person_id = (await session.get_one(Application, application_id)).person_id
    return person_id, await world.sign_in(person_id)


@dataclass(frozen=True)
class Traces:
    """What the course of a case leaves of an applicant outside the application."""

    exemption: ExemptionRequest
    interview: Interview
    offer: Offer
    reference: Reference

    @classmethod
    async def left(cls, world: World, case: Case, application_id: UUID) -> Self:
        leader = await world.person(f"leader-{application_id}@example.org")
        at = clock.now()
        rows = cls(
            ExemptionRequest(
                application_id=application_id,
                reason="CANARY: my employer must not know.",
                asked_at=at,
                granted=False,
                decision_reason="The public has a claim to know.",
            ),
            Interview(
                recruitment_id=case.recruitment_id,
                application_id=application_id,
                starts_at=at,
                place="Room 4",
                note="CANARY: I come by wheelchair.",
            ),
            Offer(
                recruitment_id=case.recruitment_id,
                application_id=application_id,
                terms={},
                sent_by=leader.id,
                sent_at=at,
                answer_by=at,
                decline_reason="CANARY: too far from my mother.",
            ),
            Reference(
                application_id=application_id,
                person_id=leader.id,
                name="CANARY Leader",
                relation="CANARY: led me at the Nyheim ward.",
                consented_at=at,
                answers=[{"question": "strengths", "answer": "Calm.", "against": False}],
                comment="CANARY: we did not agree.",
                commented_at=at,
            ),
        )
        async with world.database.transaction() as session:
            session.add_all(rows.all)
        return rows

    @property
    def all(self) -> list[Row]:
        return [self.exemption, self.interview, self.offer, self.reference]


async def sent(
    world: World, case: Case, process_id: UUID, kind: LetterKind, about: UUID, to: UUID
) -> UUID:
    """A letter that names the candidate; returns its id."""
    message = a_letter(
        trust_id=case.trust_id,
        process_id=process_id,
        kind=kind,
        about=about,
        to_id=to,
        text="CANARY Ingrid",
    )
    async with world.database.transaction() as session:
        session.add(message)
    return message.id
