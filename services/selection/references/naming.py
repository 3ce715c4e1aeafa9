"""The candidate's side: name referees, see what counts against oneself, and comment on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications.tables import ENDED, Application
from services.kit import clock
from services.kit.errors import Conflict, Invalid, NotFound
from services.organisation.people import service as people
from services.organisation.rules import same_address
from services.selection.references import rules, store
from services.selection.references.tables import Reference


@dataclass(frozen=True)
class Named:
    """A referee as the candidate names one."""

    name: str
    email: str
    relation: str
    recent_leader: bool


async def named(
    session: AsyncSession, person_id: UUID, application_id: UUID
) -> list[tuple[Reference, str]]:
    """The referees of one's own application, each with the address."""
    application = await _own(session, person_id, application_id)
    return await store.of_application(session, application.id)


async def name(
    session: AsyncSession, person_id: UUID, application_id: UUID, referees: Sequence[Named]
) -> list[tuple[Reference, str]]:
    """Name one's referees, all of them; naming one is the consent to ask.

    Who has been asked already stays. Raises `Invalid` for fewer than two, for oneself and for one
    address twice, and `Conflict` after the end.
    """
    application = await _own(session, person_id, application_id, lock=True)
    if application.state in ENDED:
        raise Conflict("application_ended", "This application has come to its end.")
    candidate = await store.person(session, person_id)
    faults = rules.referee_faults(candidate.email, [one.email for one in referees])
    if faults:
        raise Invalid("referees_invalid", "Something about the referees is to be mended.", faults)
    at = clock.now()
    rows = {
        same_address(email): row
        for row, email in await store.of_application(session, application.id)
    }
    wanted = {same_address(one.email) for one in referees}
    for email, row in rows.items():
        if email not in wanted and row.asked_at:
            raise Conflict("referee_asked", "A referee who has been asked cannot be taken away.")
        if email not in wanted:
            await session.delete(row)
    for one in referees:
        row = rows.get(same_address(one.email))
        if row is None:
            referee = await people.find_or_create(
                session, email=one.email, name=one.name, language=application.language, at=at
            )
            row = Reference(
                application_id=application.id,
                person_id=referee.id,
                name=one.name,
                relation=one.relation,
                consented_at=at,
            )
            session.add(row)
        if row.asked_at is None:
            row.name, row.relation, row.recent_leader = one.name, one.relation, one.recent_leader
    await audit.record(
        session,
        AuditKind.REFEREES_NAMED,
        process_id=application.id,
        actor_id=person_id,
        data={"referees": len(referees)},
        at=at,
    )
    await session.flush()
    return await store.of_application(session, application.id)


async def comment(
    session: AsyncSession, person_id: UUID, application_id: UUID, reference_id: UUID, text: str
) -> Reference:
    """Say something to what a referee wrote that counts against oneself; the last word stands.

    Raises `Conflict` where nothing does.
    """
    application = await _own(session, person_id, application_id)
    row = await store.reference(session, reference_id, lock=True)
    if row is None or row.application_id != application.id:
        raise NotFound
    if not row.negative:
        raise Conflict("nothing_to_comment", "Nothing in this reference counts against you.")
    at = clock.now()
    row.comment, row.commented_at = text, at
    await audit.record(
        session,
        AuditKind.REFERENCE_COMMENTED,
        process_id=application.id,
        actor_id=person_id,
        about=row.id,
        at=at,
    )
    return row


async def _own(
    session: AsyncSession, person_id: UUID, application_id: UUID, *, lock: bool = False
) -> Application:
    application = await store.application(session, application_id, lock=lock)
    if application is None or application.person_id != person_id:
        raise NotFound
    return application


async def address(session: AsyncSession, row: Reference) -> str:
    """The address of a referee."""
    return (await store.person(session, row.person_id)).email
