"""Deliver letters, send failed ones again, show the log, and forget what a person was written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.access import audit, reads
from services.access.audit import AuditKind
from services.access.permissions import Actor
from services.integrations.mail.port import (
    Mail,
    MailPort,
    PermanentMailError,
    TemporaryMailError,
)
from services.kit import clock, metrics, tracing
from services.kit.database import Database
from services.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from services.kit.i18n import Language
from services.kit.paging import Asked, Page, total
from services.kit.processes import outbox
from services.kit.settings import Settings
from services.messages import rules, store
from services.messages.examples import example
from services.messages.letters import ContextBuilder
from services.messages.render import Rendered, variants
from services.messages.tables import Message
from services.messages.writing import write
from services.organisation.rules import RoleName
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, LetterKind, StepCode
from workflows.payloads.letters import LetterSent, MessageState, SendLetter
from workflows.payloads.processes import ProcessKind

HR = frozenset({RoleName.HR_ADVISER})
"""Who sees the letters of a unit and what is below it."""
SETTLED = {
    MessageState.SENT: AuditKind.LETTER_SENT,
    MessageState.FAILED: AuditKind.LETTER_FAILED,
    MessageState.CANCELLED: AuditKind.LETTER_CANCELLED,
}
"""What the audit calls it when a letter has come to an end."""


async def deliver(
    database: Database,
    mail: MailPort,
    contexts: Mapping[LetterKind, ContextBuilder],
    letter: SendLetter,
    settings: Settings,
) -> LetterSent:
    """Write a letter if it is not yet written, and send it if it is not yet sent.

    Run again it sends the same bytes under the same Message-ID, or nothing once they are sent.
    What is about an erased application is not sent: the case may write when it is gone already.
    Raises `TemporaryMailError` while trying again may help. A refusal that is final comes back
    as `failed`; a letter on hold comes back as `queued` with the instant to ask again.
    """
    async with database.transaction() as session:
        message = await store.find(session, letter)
        if message is None:
            erased = await store.erased(session, letter.about)
            context = await contexts[letter.kind](session, letter)
            message = await write(session, letter, context, settings)
            if erased:
                _forget(message)
        state = MessageState(message.state)
        if state in rules.FINAL:
            return LetterSent(message.id, state)
        at = max(letter.at, clock.now())
        if rules.held(message.hold_until, at):
            return LetterSent(message.id, state, message.hold_until)
        _begin(message, at)
    try:
        return LetterSent(message.id, await _send(database, mail, message, at))
    except TemporaryMailError as error:
        failed = rules.after_refusal(message.attempts)
        await _settle(database, message.id, failed, at, error.code)
        if failed is MessageState.FAILED:
            return LetterSent(message.id, failed)
        raise


async def call_back(session: AsyncSession, process_id: UUID, at: datetime) -> None:
    """Call back what a process that ends has left unsent.

    A process waits for its letters. One that it does not know of was begun before the Temporal
    server forgot that, and what the process then heard has made it needless.
    """
    await _call_back(session, await store.unsent(session, process_id), at)


async def sweep(session: AsyncSession, at: datetime) -> None:
    """Call back what was being sent when its process ended, by somebody who then died."""
    await _call_back(session, await store.left_behind(session), at)


async def _call_back(session: AsyncSession, unsent: Sequence[Message], at: datetime) -> None:
    for message in unsent:
        if rules.abandoned_at_end(message.state, message.attempted_at, at):
            message.state = MessageState.CANCELLED
            await _record(session, message, at)


@dataclass(frozen=True)
class Seen:
    """A letter, and whether its reader may not know to whom it went."""

    message: Message
    hidden: bool


async def resend(database: Database, mail: MailPort, actor: Actor, message_id: UUID) -> Seen:
    """Send a failed letter now, to the person's present address, under its old Message-ID.

    Once it has left it is off the operations list, and if it was the last of an application, its
    process hears that the candidate has been answered. Raises Conflict unless it has failed or
    nobody is trying any more, and Unavailable when the server does not take it now; then it stays
    failed.
    """
    at = clock.now()
    async with database.transaction() as session:
        message = await _seen(session, actor, message_id, lock=True)
        if not rules.may_resend(message.state, message.attempted_at, at):
            raise Conflict("letter_not_failed", "Only a letter that has failed can be sent again.")
        message.address = (await store.person(session, message.person_id)).email
        _begin(message, at)
        await audit.record(
            session,
            AuditKind.LETTER_RESENT,
            process_id=message.process_id,
            actor_id=actor.person_id,
            about=message.id,
            data={"letter": message.kind},
            at=at,
        )
    try:
        await _send(database, mail, message, at, by=actor.person_id)
    except TemporaryMailError as error:
        await _settle(database, message.id, MessageState.FAILED, at, error.code)
        raise Unavailable(
            "letter_not_taken", "The mail server does not take the letter now. Try again later."
        ) from error
    async with database.transaction() as session:
        message = await store.lock(session, message.id)
        return Seen(message, bool(await _hidden(session, actor, [message])))


async def left_at(
    session: AsyncSession, process_id: UUID, kind: LetterKind, about: UUID
) -> datetime | None:
    """When a letter about something first left; None while none has."""
    return await store.left_at(session, process_id, kind, about)


@dataclass(frozen=True)
class Wanted:
    """Which letters."""

    state: MessageState | None = None
    kind: LetterKind | None = None
    process_id: UUID | None = None
    case_id: UUID | None = None
    """Those of a case, and of the applications for it."""


async def listed(session: AsyncSession, actor: Actor, asked: Asked, wanted: Wanted) -> Page[Seen]:
    """The letters of the units whose HR somebody is. Raises Forbidden for others."""
    found = await store.newest(session, _wanted(actor, wanted), asked)
    hidden = await _hidden(session, actor, found.items)
    return found.shown(lambda message: Seen(message, message.id in hidden))


async def count(session: AsyncSession, actor: Actor, wanted: Wanted) -> int:
    """How many there are on all pages together."""
    return await total(session, _wanted(actor, wanted))


async def of_ids(
    session: AsyncSession, actor: Actor, messages: Collection[UUID]
) -> dict[UUID, Seen]:
    """Those of some letters whose HR somebody is, by id; nobody need be HR to ask."""
    units = actor.units_with(HR)
    if not units or not messages:
        return {}
    found = await store.these(session, units, messages)
    hidden = await _hidden(session, actor, found)
    return {message.id: Seen(message, message.id in hidden) for message in found}


def _wanted(actor: Actor, wanted: Wanted) -> SelectOfScalar[Message]:
    return store.listed(
        _units(actor),
        state=wanted.state,
        kind=wanted.kind,
        process_id=wanted.process_id,
        case_id=wanted.case_id,
    )


async def read(session: AsyncSession, actor: Actor, message_id: UUID) -> Message:
    """One letter with its text; that it was read is noted. Raises Forbidden or NotFound.

    Forbidden too while the reader may not know who the applicant is: letters begin with a name.
    """
    message = await _seen(session, actor, message_id)
    if await _hidden(session, actor, [message]):
        raise Forbidden(
            "receiver_hidden", "This letter opens when you may see who the applicant is."
        )
    await reads.log(
        session,
        actor.person_id,
        process_id=message.process_id,
        about=message.person_id,
        what="letter",
        reason="letter_log",
    )
    return message


async def forget(
    session: AsyncSession, person_id: UUID, within: Collection[UUID] | None = None
) -> None:
    """Erase what letters to a person say; only ids, kinds and instants remain.

    `within` are processes, and things whose letters are erased whoever got them; without it, all
    to the person. One not yet sent never is.
    """
    for message in await store.to_forget(session, person_id, within):
        _forget(message)


def preview(actor: Actor, kind: LetterKind, language: Language, variant: str | None) -> Rendered:
    """A letter with invented values. Raises Forbidden, or Invalid for an unknown variant."""
    _units(actor)
    if variant is not None and variant not in variants(kind):
        message = "This kind of letter has no such variant."
        raise Invalid("unknown_variant", message, {"variant": message})
    return example(kind, language, variant)


def _units(actor: Actor) -> frozenset[UUID]:
    units = actor.units_with(HR)
    if not units:
        raise Forbidden("only_hr", "Only the HR of the unit may see this.")
    return units


async def _seen(
    session: AsyncSession, actor: Actor, message_id: UUID, *, lock: bool = False
) -> Message:
    message = await store.seen(session, _units(actor), message_id, lock=lock)
    if message is None:
        raise NotFound
    return message


async def _hidden(
    session: AsyncSession, actor: Actor, messages: Sequence[Message]
) -> frozenset[UUID]:
    """Which of these letters are about an applicant whom the reader may not know."""
    return await store.hidden(session, actor.person_id, [message.id for message in messages])


def _forget(message: Message) -> None:
    message.address = message.subject = message.text = message.html = ""
    message.reply_to = message.calendar = None
    if MessageState(message.state) not in rules.FINAL - {MessageState.FAILED}:
        message.state = MessageState.CANCELLED


def _begin(message: Message, at: datetime) -> None:
    message.state = MessageState.SENDING
    message.attempts += 1
    message.attempted_at = at


async def _send(
    database: Database, mail: MailPort, message: Message, at: datetime, *, by: UUID | None = None
) -> MessageState:
    with tracing.continued(message.traceparent, "send letter"):
        try:
            await mail.send(_mail(message))
        except PermanentMailError as error:
            return await _settle(database, message.id, MessageState.FAILED, at, error.code)
        return await _settle(database, message.id, MessageState.SENT, at, by=by)


async def _settle(
    database: Database,
    message_id: UUID,
    state: MessageState,
    at: datetime,
    error: str | None = None,
    *,
    by: UUID | None = None,
) -> MessageState:
    async with database.transaction() as session:
        message = await store.lock(session, message_id)
        metrics.LETTERS.labels(message.kind, state).inc()
        if message.state in {MessageState.SENT, MessageState.CANCELLED, state}:
            # Another attempt was faster, or the letter was called back meanwhile.
            return MessageState(message.state)
        if state is MessageState.QUEUED:
            process = await store.process(session, message.process_id)
            # Once it has ended, nobody is left to try again.
            state = MessageState.CANCELLED if process.ended_at else state
        message.state = state
        message.last_error = error
        if state is MessageState.SENT:
            message.sent_at = at
        if state is MessageState.FAILED:
            unit_id = message.unit_id or message.trust_id
            await tasks.put_up_letter(session, message.process_id, message.id, unit_id, at)
        elif by:
            await _arrived(session, message, by, at)
        if state in rules.FINAL:
            await _record(session, message, at)
    return state


async def _record(session: AsyncSession, message: Message, at: datetime) -> None:
    """A letter has come to an end."""
    await audit.record(
        session,
        SETTLED[MessageState(message.state)],
        process_id=message.process_id,
        about=message.id,
        data={"letter": message.kind, "attempts": message.attempts},
        at=at,
    )


async def _arrived(session: AsyncSession, message: Message, by: UUID, at: datetime) -> None:
    """A letter sent again has left: nobody need see to it, and a last letter is an answer."""
    fact = Fact.LETTER_RESENT
    settled: list[tuple[StepCode, UUID | None]] = [(StepCode.SEE_TO_LETTER, message.id)]
    process = await store.process(session, message.process_id)
    last = process.kind == ProcessKind.APPLICATION and message.kind in rules.LAST
    if last and process.ended_at is None:
        settled.append((StepCode.ANSWER_BY_HAND, None))
    for step, about in settled:
        await tasks.settle(session, process.id, step, about, by=by, outcome=fact, at=at)
    if last and process.ended_at is None:
        await outbox.tell(session, process.id, fact, message.id)


def _mail(message: Message) -> Mail:
    return Mail(
        message_id=message.message_id,
        letter=message.kind,
        address=message.address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        date=message.queued_at,
        language=message.language,
        reply_to=message.reply_to,
        calendar=message.calendar,
        calendar_method=message.calendar_method,
    )
