"""Decisions: stored first, then put to the process, then recorded or refused; never "maybe".

1. `Desk.decide` stores the decision and commits; its id is the id of the workflow update.
2. The process refuses what it is past; otherwise it runs `settle` as an activity.
3. `settle` locks the decision, lets the recorder of its kind check and write the facts, and
   marks it recorded or refused.
4. If no answer comes in time the desk voids the decision, and `settle` refuses a voided one.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid5

from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock, errors
from services.kit.database import Database
from services.kit.processes import outbox
from services.kit.processes.tables import Decision, Process
from workflows.payloads.codes import Decided, Fact, Relation
from workflows.payloads.processes import Decide, Told

log = logging.getLogger(__name__)
_json: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])

KEYS = UUID("6b3f6c1e-5c0a-4a55-9df5-5b1d1c7b6a51")
"""Namespace in which a person's Idempotency-Key becomes the id of the decision."""


def id_of(actor_id: UUID, key: str, attempt: int) -> UUID:
    """The id of a decision made with a key: that of the first try, or of one after voided ones."""
    return uuid5(KEYS, f"{actor_id}:{key}:{attempt}")


@dataclass(frozen=True)
class Outcome:
    """What a recorder wrote: the fact the process is told, and what the caller is answered."""

    fact: Fact
    about: UUID | None = None
    result: dict[str, Any] = field(default_factory=dict[str, Any])


Recorder = Callable[[AsyncSession, Decision, datetime], Awaitable[Outcome]]


class Refusal(Exception):
    """The process or the recorder said no, with a code that stays the same."""

    def __init__(self, code: str, details: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class NoAnswer(Exception):
    """Nobody answered in time; whether the decision arrived is not known."""


class Processes(Protocol):
    """How the desk reaches a running process (Temporal; see `client.py` beside this)."""

    async def put(self, process: Process | None, decide: Decide) -> None:
        """Put a decision to its process; raises `Refusal` or `NoAnswer`."""
        ...


class Desk:
    """Where routes hand in decisions."""

    def __init__(self, database: Database, processes: Processes) -> None:
        self._database = database
        self._processes = processes

    async def decide(
        self,
        *,
        process_id: UUID,
        kind: Decided,
        part: Relation,
        actor_id: UUID,
        on_authority_of: UUID | None = None,
        content: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> dict[str, Any]:
        """Decide, and return what was recorded.

        The same `key` by the same person gives the first answer again, or tries again if the
        first try was voided. Raises the error the decision was refused with,
        `Conflict("process_is_past")` with the phase where the process does not take it now, and
        `Unavailable` (nothing changed) when nobody answered in time.
        """
        plain: dict[str, Any] = _json.dump_python(content or {}, mode="json")
        new = Decision(
            process_id=process_id,
            kind=kind,
            part=part,
            actor_id=actor_id,
            on_authority_of=on_authority_of,
            content=plain,
        )
        async with self._database.transaction() as session:
            decision = await _stored(session, new, key)
            process = await session.get(Process, process_id)
        if (decision.process_id, decision.kind, decision.content) != (process_id, kind, plain):
            raise errors.Invalid(
                "idempotency_key_reused", "This Idempotency-Key was used for something else."
            )
        if decision.state == "pending":
            decision = await self._put(decision, process)
        return _answer(decision)

    async def _put(self, decision: Decision, process: Process | None) -> Decision:
        decide = Decide(
            decision=decision.id, kind=Decided(decision.kind), part=Relation(decision.part)
        )
        try:
            await self._processes.put(process, decide)
        except Refusal as refusal:
            return await self._close(
                decision.id, "refused", {"code": refusal.code, **refusal.details}
            )
        except NoAnswer:
            log.warning("decision got no answer", extra={"decision": str(decision.id)})
        async with self._database.statements() as session:
            found = await session.get_one(Decision, decision.id)
        return found if found.state != "pending" else await self._close(found.id, "voided", None)

    async def _close(
        self, decision_id: UUID, state: str, refusal: dict[str, Any] | None
    ) -> Decision:
        """Settle what the activity has not: it holds the row while it records."""
        async with self._database.transaction() as session:
            decision = await _locked(session, decision_id)
            if decision.state == "pending":
                decision.state, decision.refusal = state, refusal
                decision.settled_at = clock.now()
        return decision


async def _stored(session: AsyncSession, new: Decision, key: str | None) -> Decision:
    """Store a decision, unless the same key has stored it and that was not voided."""
    if key is None:
        session.add(new)
        return new
    attempt = 0
    while True:
        decision_id = id_of(new.actor_id, key, attempt)
        found = await session.get(Decision, decision_id)
        if found is None:
            row = {**new.model_dump(exclude_none=True), "id": decision_id}
            # The same request may come twice at once; then both ask for the one answer.
            await session.exec(insert(Decision).values(**row).on_conflict_do_nothing())
            found = await session.get_one(Decision, decision_id)
        if found.state != "voided":
            return found
        attempt += 1


def _answer(decision: Decision) -> dict[str, Any]:
    if decision.state == "recorded":
        return decision.outcome or {}
    if decision.state == "refused":
        raise _error(decision.refusal or {})
    raise errors.Unavailable(
        "nobody_answered", "Nobody answered in time. Nothing was changed; please try again."
    )


def _error(refusal: dict[str, Any]) -> errors.StafettError:
    """The stored refusal as the error it was."""
    code = refusal.get("code", "refused")
    if code == "process_is_past":
        return errors.Conflict(
            code,
            "This cannot be done now: the process is in the phase «{phase}».",
            phase=refusal.get("phase"),
        )
    message, values = refusal.get("message", "This was refused."), refusal.get("values", {})
    match refusal.get("status"):
        case 422:
            return errors.Invalid(code, message, refusal.get("fields"), **values)
        case 403:
            return errors.Forbidden(code, message, **values)
        case 404:
            return errors.NotFound(code, message)
        case 410:
            return errors.Gone(code, message, **values)
        case 412:
            return errors.Stale()
        case _:
            return errors.Conflict(code, message, **values)


async def settle(
    database: Database,
    decision_id: UUID,
    at: datetime,
    recorders: Mapping[Decided, Recorder],
) -> Told | None:
    """Record or refuse one decision; returns the fact, or None when it was refused.

    Safe to run again: a settled decision gives the same answer and writes nothing.
    """
    try:
        async with database.transaction() as session:
            decision = await _locked(session, decision_id)
            if decision.state == "recorded" and decision.outcome:
                return _told(decision.outcome)
            if decision.state != "pending":
                return None
            outcome = await recorders[Decided(decision.kind)](session, decision, at)
            told = await outbox.tell(
                session, decision.process_id, outcome.fact, outcome.about, delivered=True
            )
            decision.state, decision.settled_at = "recorded", at
            decision.outcome = {
                "fact": outcome.fact,
                "about": str(outcome.about) if outcome.about else None,
                "number": told.number,
                **_json.dump_python(outcome.result, mode="json"),
            }
            return told
    except errors.StafettError as error:
        await _refuse(database, decision_id, at, error)
        return None


async def _refuse(
    database: Database, decision_id: UUID, at: datetime, error: errors.StafettError
) -> None:
    refusal: dict[str, Any] = {
        "code": error.code,
        "status": error.status,
        "message": error.message,
        "values": _json.dump_python(error.values, mode="json"),
    }
    if isinstance(error, errors.Invalid):
        refusal["fields"] = error.fields
    async with database.transaction() as session:
        decision = await _locked(session, decision_id)
        if decision.state == "pending":
            decision.state, decision.refusal, decision.settled_at = "refused", refusal, at


def _told(outcome: dict[str, Any]) -> Told:
    about = outcome.get("about")
    return Told(
        number=outcome["number"], fact=Fact(outcome["fact"]), about=UUID(about) if about else None
    )


async def _locked(session: AsyncSession, decision_id: UUID) -> Decision:
    query = select(Decision).where(Decision.id == decision_id).with_for_update()
    return (await session.exec(query)).one()
