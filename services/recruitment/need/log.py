"""What happened in a case, as sentences in the reader's language, with on whose authority."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.kit.i18n import language as nearest
from services.kit.i18n import translate
from services.kit.paging import Asked, Page
from services.messages.kinds import KINDS as KINDS_OF_LETTER
from services.recruitment.need import store
from services.recruitment.need.schemas import LogEntry
from services.recruitment.need.sentences import (
    APPLICANT,
    FORMER,
    ON_AUTHORITY,
    OTHER,
    REMINDED_BY,
    SENTENCES,
    SYSTEM,
)
from services.tasks.wording import headline
from workflows.payloads.codes import LetterKind, StepCode

KINDS = frozenset(AuditKind)


async def read_log(
    session: AsyncSession, recruitment_id: UUID, language: str, asked: Asked
) -> Page[LogEntry]:
    """The story of a case. Applicants are not named in it: who may read it may not see them yet."""
    found = await store.events(session, recruitment_id, asked)
    events = found.items
    people = {
        person
        for event in events
        for person in (event.actor_id, event.on_authority_of, _assignee(event))
        if person
    }
    names = await store.names(session, people)
    applicants = people & await store.applicants(session, recruitment_id)
    names |= dict.fromkeys(applicants, translate(language, APPLICANT))
    return found.shown(lambda event: _entry(event, names, applicants, language))


def _entry(
    event: AuditEvent, names: dict[UUID, str], applicants: set[UUID], language: str
) -> LogEntry:
    text = translate(
        language,
        _sentence(event),
        actor=_name(event.actor_id, names, language),
        assignee=_name(_assignee(event), names, language),
        task=_task(event, language),
        letter=_letter(event, language),
        kind=event.kind,
    )
    if event.on_authority_of:
        text = translate(
            language,
            ON_AUTHORITY,
            sentence=text.rstrip("."),
            name=_name(event.on_authority_of, names, language),
        )
    return LogEntry(
        at=event.at,
        kind=event.kind,
        text=text,
        actor_id=None if event.actor_id in applicants else event.actor_id,
        on_authority_of=event.on_authority_of,
    )


def _name(person_id: UUID | None, names: dict[UUID, str], language: str) -> str:
    if person_id is None:
        return translate(language, SYSTEM)
    return names.get(person_id) or translate(language, FORMER)


def _sentence(event: AuditEvent) -> str:
    """What a kind of event is told as, even one that only an earlier version knew."""
    if event.kind == AuditKind.TASK_REMINDED and event.actor_id:
        return REMINDED_BY
    return SENTENCES.get(AuditKind(event.kind), OTHER) if event.kind in KINDS else OTHER


def _assignee(event: AuditEvent) -> UUID | None:
    """Who had the task an event is about."""
    found = event.data.get("assignee")
    return UUID(found) if found else None


def _letter(event: AuditEvent, language: str) -> str:
    """Which kind of letter an event is about, and not to whom: it may be an applicant."""
    kind = event.data.get("letter")
    return translate(language, KINDS_OF_LETTER[LetterKind(kind)]) if kind in set(LetterKind) else ""


def _task(event: AuditEvent, language: str) -> str:
    """What the step an event is about asks."""
    step = event.data.get("step")
    return headline(StepCode(step))[nearest(language)] if step in set(StepCode) else ""
