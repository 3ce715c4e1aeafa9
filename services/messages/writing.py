"""Write a letter down, once: from then on its row is what is sent."""

from uuid import uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links import make_link
from services.integrations.mail.mime import domain_of
from services.kit.i18n import Language, language
from services.kit.settings import Settings
from services.kit.tracing import current_trace
from services.messages import calendars, store
from services.messages.letters import LetterContext, LinkFor
from services.messages.render import Rendered, render
from services.messages.tables import Message
from services.organisation.tables import Person, Unit
from workflows.payloads.letters import SendLetter


async def write(
    session: AsyncSession, letter: SendLetter, context: LetterContext, settings: Settings
) -> Message:
    """Render the letter and store it, queued."""
    person = await store.person(session, context.person_id)
    trust = await store.trust(session, letter.process)
    link = await _address(session, letter, person, context.link, settings) if context.link else None
    chosen, values = _told(person, trust, context, link)
    rendered = render(letter.kind, chosen, values)
    row_id = uuid4()
    message = Message(
        id=row_id,
        created_at=letter.at,
        trust_id=trust.id,
        unit_id=context.unit_id,
        process_id=letter.process,
        kind=letter.kind,
        about=letter.about,
        to_id=letter.to,
        person_id=person.id,
        occurrence=letter.occurrence,
        language=chosen,
        template_version=rendered.template_version,
        message_id=f"<{row_id}@{domain_of(settings.mail_from)}>",
        address=person.email,
        reply_to=_text(values.get("contact_email")),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        hold_until=context.hold_until,
        queued_at=letter.at,
        traceparent=current_trace(),
    )
    if context.calendar is not None:
        message.calendar_method = context.calendar.method
        message.calendar = calendars.write(
            context.calendar,
            summary=rendered.subject,
            organiser=settings.mail_from,
            attendee=person.email,
            name=person.name,
            at=letter.at,
        )
    session.add(message)
    return message


async def foreseen(
    session: AsyncSession, letter: SendLetter, context: LetterContext, settings: Settings
) -> Rendered:
    """The letter as it will look; its link leads nowhere yet."""
    person = await store.person(session, context.person_id)
    trust = await store.trust(session, letter.process)
    link = f"{settings.public_url}/l/…" if context.link else None
    chosen, values = _told(person, trust, context, link)
    return render(letter.kind, chosen, values)


def _told(
    person: Person, trust: Unit, context: LetterContext, link: str | None
) -> tuple[Language, dict[str, object]]:
    """The language to write in, and all that is told."""
    values: dict[str, object] = {
        **context.values,
        "name": person.name,
        "employer": {"nb": trust.name, "en": trust.name_en or trust.name},
    }
    if link is not None:
        values["link"] = link
    return language(context.language or person.language), values


async def _address(
    session: AsyncSession, letter: SendLetter, person: Person, link: LinkFor, settings: Settings
) -> str:
    token = await make_link(
        session,
        person_id=person.id,
        kind=link.kind,
        about=link.about,
        process_id=letter.process,
        expires_at=link.expires_at,
    )
    return f"{settings.public_url}/l/{token}"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
