"""Letters written once and sent until they are taken."""

import asyncio
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from sqlmodel import col, select

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.access.links.tables import Link, LinkKind
from services.integrations.mail.port import TemporaryMailError
from services.integrations.mail.smtp import SmtpMail
from services.kit import clock
from services.kit.database import Database
from services.kit.processes import outbox
from services.kit.settings import Settings
from services.messages import rules, service
from services.messages.letters import Calendar, CalendarMethod, LetterContext, LinkFor
from services.messages.tables import Message
from tests.messages.conftest import AT, World, builder
from tests.messages.smtp_server import Fault, FaultySmtp
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import LetterSent, MessageState, SendLetter


async def the_message(database: Database) -> Message:
    async with database.transaction() as session:
        return (await session.exec(select(Message))).one()


class Post:
    """Delivers letters of one world."""

    def __init__(
        self, database: Database, mail: SmtpMail, settings: Settings, world: World
    ) -> None:
        self._parts = database, mail
        self._settings, self._world = settings, world

    async def deliver(self, letter: SendLetter | None = None, **context: object) -> LetterSent:
        contexts = builder(self._world, **context)
        chosen = letter or self._world.letter()
        return await service.deliver(*self._parts, contexts, chosen, self._settings)


@pytest.fixture
def post(database: Database, mail: SmtpMail, settings: Settings, world: World) -> Post:
    return Post(database, mail, settings, world)


async def test_what_a_process_leaves_unsent_is_called_back(
    post: Post, smtp: FaultySmtp, database: Database, world: World
) -> None:
    await post.deliver()
    smtp.faults = [Fault.REFUSE_FOR_NOW]
    with pytest.raises(TemporaryMailError):
        await post.deliver(world.letter(occurrence=2))
    async with database.transaction() as session:
        await service.call_back(session, world.process, clock.now())
    async with database.transaction() as session:
        letters = await session.exec(select(Message.state).order_by(col(Message.occurrence)))
        assert letters.all() == ["sent", "cancelled"]
        kinds = (await session.exec(select(AuditEvent.kind))).all()
    assert kinds.count(AuditKind.LETTER_CANCELLED) == 1
    # An attempt that was not known of does not send it any more.
    assert (await post.deliver(world.letter(occurrence=2))).state is MessageState.CANCELLED
    assert len(smtp.taken) == 1


async def test_what_is_refused_for_now_when_its_process_has_ended_is_called_back(
    post: Post, smtp: FaultySmtp, database: Database, world: World
) -> None:
    async with database.transaction() as session:
        await outbox.end(session, world.process, clock.now())
    smtp.faults = [Fault.REFUSE_FOR_NOW]
    with pytest.raises(TemporaryMailError):
        await post.deliver()
    assert (await the_message(database)).state == MessageState.CANCELLED


async def test_what_somebody_died_over_is_called_back_later(
    post: Post, smtp: FaultySmtp, database: Database, world: World
) -> None:
    smtp.faults = [Fault.REFUSE_FOR_NOW]
    with pytest.raises(TemporaryMailError):
        await post.deliver()
    async with database.transaction() as session:
        message = (await session.exec(select(Message))).one()
        message.state, message.attempted_at = MessageState.SENDING, clock.now()
        await service.call_back(session, world.process, clock.now())
        await outbox.end(session, world.process, clock.now())
    for later, state in ((timedelta(0), "sending"), (timedelta(minutes=2), "cancelled")):
        async with database.transaction() as session:
            await service.sweep(session, clock.now() + later)
        assert (await the_message(database)).state == state


@pytest.mark.parametrize(
    ("state", "tried", "called_back"),
    [
        (MessageState.QUEUED, timedelta(0), True),
        (MessageState.SENDING, timedelta(seconds=5), False),
        (MessageState.SENDING, timedelta(minutes=2), True),
    ],
)
def test_what_is_being_sent_is_not_called_back(
    state: MessageState, tried: timedelta, called_back: bool
) -> None:
    assert rules.abandoned_at_end(state, AT - tried, AT) is called_back


class TestDeliver:
    async def test_once_however_often_asked(self, post: Post, smtp: FaultySmtp) -> None:
        first = await post.deliver()
        assert first.state is MessageState.SENT
        assert await post.deliver() == first
        assert len(smtp.taken) == 1

    async def test_another_occurrence_is_another_letter(
        self, post: Post, smtp: FaultySmtp, world: World
    ) -> None:
        await post.deliver()
        await post.deliver(world.letter(occurrence=2))
        ids = {message_from_bytes(raw)["Message-ID"] for raw in smtp.taken}
        assert len(ids) == 2

    async def test_refused_for_now_then_taken(
        self, post: Post, smtp: FaultySmtp, database: Database
    ) -> None:
        smtp.faults = [Fault.REFUSE_FOR_NOW, Fault.STALL]
        for code in ("smtp_451", "smtp_timeout"):
            with pytest.raises(TemporaryMailError):
                await post.deliver()
            waiting = await the_message(database)
            assert (waiting.state, waiting.last_error) == ("queued", code)
        assert (await post.deliver()).state is MessageState.SENT
        message = await the_message(database)
        assert [message_from_bytes(raw)["Message-ID"] for raw in smtp.taken] == [message.message_id]
        assert (message.attempts, message.last_error) == (3, None)

    async def test_dropped_after_taking_is_sent_again_byte_for_byte(
        self, post: Post, smtp: FaultySmtp
    ) -> None:
        smtp.faults = [Fault.DROP]
        with pytest.raises(TemporaryMailError):
            await post.deliver()
        # The owner of the letter would tell something else by now; the letter stays as written.
        await post.deliver(language="en")
        assert len(smtp.taken) == 2
        assert smtp.taken[0] == smtp.taken[1]

    async def test_refused_for_good_is_failed_and_not_tried_again(
        self, post: Post, smtp: FaultySmtp, database: Database
    ) -> None:
        smtp.faults = [Fault.REFUSE]
        assert (await post.deliver()).state is MessageState.FAILED
        assert (await post.deliver()).state is MessageState.FAILED
        assert not smtp.taken
        assert (await the_message(database)).last_error == "smtp_550"

    async def test_two_who_try_at_once_fail_it_once(
        self, post: Post, smtp: FaultySmtp, database: Database
    ) -> None:
        smtp.faults = [Fault.REFUSE_FOR_NOW, Fault.REFUSE, Fault.REFUSE]
        with pytest.raises(TemporaryMailError):
            await post.deliver()
        await asyncio.gather(post.deliver(), post.deliver())
        async with database.transaction() as session:
            kinds = (await session.exec(select(AuditEvent.kind))).all()
        assert kinds.count(AuditKind.LETTER_FAILED) == 1

    async def test_it_fails_after_the_last_attempt(
        self, post: Post, smtp: FaultySmtp, database: Database
    ) -> None:
        smtp.faults = [Fault.REFUSE_FOR_NOW] * 2
        with pytest.raises(TemporaryMailError):
            await post.deliver()
        async with database.transaction() as session:
            message = (await session.exec(select(Message))).one()
            message.attempts = rules.MOST_ATTEMPTS - 1
        assert (await post.deliver()).state is MessageState.FAILED

    async def test_on_hold_it_waits(self, post: Post, smtp: FaultySmtp, database: Database) -> None:
        until = max(AT, clock.now()) + timedelta(minutes=1)
        held = await post.deliver(hold_until=until)
        assert (held.state, held.held_until) == (MessageState.QUEUED, until)
        assert not smtp.taken
        async with database.transaction() as session:
            (await session.exec(select(Message))).one().hold_until = AT
        assert (await post.deliver()).state is MessageState.SENT

    async def test_in_the_language_of_its_receiver(
        self, post: Post, world: World, database: Database
    ) -> None:
        await post.deliver(language="en")
        message = await the_message(database)
        assert message.language == "en"
        assert "Dear Kari Nordmann" in message.text
        assert "The hospital" in message.text

    async def test_a_link_is_made_for_its_receiver(
        self, post: Post, world: World, database: Database
    ) -> None:
        link = LinkFor(LinkKind.APPLICATION, world.process, AT + timedelta(days=30))
        await post.deliver(world.letter(LetterKind.RECEIPT), link=link)
        message = await the_message(database)
        assert "https://stafett.example.org/l/" in message.text
        async with database.transaction() as session:
            made = (await session.exec(select(Link))).one()
        assert (made.person_id, made.about) == (world.candidate, world.process)

    async def test_a_kind_with_a_link_is_not_written_without(
        self, post: Post, world: World, database: Database, settings: Settings, mail: SmtpMail
    ) -> None:
        async def no_link(*_: object) -> LetterContext:
            return LetterContext(world.candidate, {})

        with pytest.raises(ValueError, match="link"):
            await service.deliver(
                database,
                mail,
                {LetterKind.TASK: no_link},
                world.letter(LetterKind.TASK),
                settings,
            )

    async def test_it_keeps_the_trace_of_what_caused_it(
        self, post: Post, database: Database
    ) -> None:
        context = SpanContext(0xABC, 0xDEF, is_remote=False, trace_flags=TraceFlags(1))
        with trace.use_span(NonRecordingSpan(context)):
            await post.deliver()
        assert (await the_message(database)).traceparent == f"00-{0xABC:032x}-{0xDEF:016x}-01"


class TestCalendar:
    def _calendar(self, world: World, method: CalendarMethod, sequence: int) -> Calendar:
        starts_at = AT + timedelta(days=120)
        return Calendar(method, world.process, sequence, starts_at, 45, "Møterom 2, Mo i Rana")

    @pytest.mark.parametrize(
        ("kind", "method", "sequence", "status"),
        [
            (LetterKind.INTERVIEW_INVITATION, CalendarMethod.REQUEST, 0, "CONFIRMED"),
            (LetterKind.INTERVIEW_CHANGE, CalendarMethod.REQUEST, 1, "CONFIRMED"),
            (LetterKind.INTERVIEW_CANCELLATION, CalendarMethod.CANCEL, 2, "CANCELLED"),
        ],
    )
    async def test_invitation_change_and_cancellation(
        self,
        post: Post,
        smtp: FaultySmtp,
        world: World,
        kind: LetterKind,
        method: CalendarMethod,
        sequence: int,
        status: str,
    ) -> None:
        import icalendar

        await post.deliver(world.letter(kind), calendar=self._calendar(world, method, sequence))
        message = message_from_bytes(smtp.taken[0], policy=policy.default)
        part = [*message.iter_parts()][2]
        assert part.get_content_type() == "text/calendar"
        assert part.get_param("method") == method
        assert part.get_content_charset() == "utf-8"
        calendar = icalendar.Calendar.from_ical(part.get_content())
        assert calendar["method"] == method
        event = calendar.walk("VEVENT")[0]
        assert event["uid"] == str(world.process)
        assert (event["sequence"], event["status"]) == (sequence, status)
        assert event["organizer"] == "mailto:stafett@helse.example.org"
        assert event["attendee"] == "mailto:kari@example.org"
        # Four months on it is winter time no longer.
        assert event["dtstart"].to_ical() == b"20270322T090000"
        assert event["dtstart"].params["TZID"] == "Europe/Oslo"
        assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo"]


class TestForget:
    async def test_nothing_of_the_letter_is_left(
        self, post: Post, world: World, database: Database
    ) -> None:
        await post.deliver()
        async with database.transaction() as session:
            await service.forget(session, world.candidate, [world.process])
        message = await the_message(database)
        assert message.state == "sent"
        assert {message.address, message.subject, message.text, message.html} == {""}

    async def test_what_was_not_sent_never_is(
        self, post: Post, world: World, smtp: FaultySmtp, database: Database
    ) -> None:
        smtp.faults = [Fault.REFUSE_FOR_NOW]
        with pytest.raises(TemporaryMailError):
            await post.deliver()
        async with database.transaction() as session:
            await service.forget(session, world.candidate)
        assert (await post.deliver()).state is MessageState.CANCELLED
        assert not smtp.taken

    async def test_other_letters_stay(self, post: Post, world: World, database: Database) -> None:
        await post.deliver()
        async with database.transaction() as session:
            await service.forget(session, world.candidate, [])
        assert (await the_message(database)).text
