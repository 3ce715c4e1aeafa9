"""Letters as lines of the log: what, to whom, in which case, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.messages import rules
from services.messages.service import Seen
from services.messages.wording import error_text, kind_text, state_text
from services.recruitment.correspondence import store
from services.recruitment.need import store as cases
from services.recruitment.overview.store import Called, called
from workflows.payloads.letters import MessageState


@dataclass(frozen=True)
class Line:
    """A letter of the log; the receiver is None where the reader may not know who it is."""

    id: UUID
    kind: str
    subject: str
    receiver: str | None
    address: str | None
    case_id: UUID | None
    called: Called | None
    state: MessageState
    state_text: str
    error: str
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    may_resend: bool


async def lines(session: AsyncSession, found: Sequence[Seen], language: str) -> list[Line]:
    """Letters with all that is said of them, in a few statements."""
    of = await store.cases(session, [seen.message for seen in found])
    names = await called(session, set(of.values()), language)
    known = {seen.message.person_id for seen in found if not seen.hidden}
    people = await cases.names(session, known)
    return [_line(seen, of[seen.message.id], names, people, language) for seen in found]


def _line(
    seen: Seen,
    case_id: UUID,
    names: dict[UUID, Called],
    people: dict[UUID, str],
    language: str,
) -> Line:
    message = seen.message
    return Line(
        id=message.id,
        kind=kind_text(language, message.kind),
        subject=message.subject,
        receiver=None if seen.hidden else people.get(message.person_id),
        address=None if seen.hidden else message.address,
        case_id=case_id if case_id in names else None,
        called=names.get(case_id),
        state=MessageState(message.state),
        state_text=state_text(language, message.state),
        error=error_text(language, message.last_error) if message.state != "sent" else "",
        attempts=message.attempts,
        queued_at=message.queued_at,
        sent_at=message.sent_at,
        may_resend=rules.may_resend(message.state, message.attempted_at, clock.now()),
    )
