"""The log of letters, sending a failed one again, and how letters look."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.access.permissions import SignedIn
from services.integrations.mail.port import MailPort
from services.kit.i18n import Language
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import DatabaseDep, Session
from services.messages import service
from services.messages.service import Seen, Wanted
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import MessageState

router = APIRouter(tags=["messages"])


async def _mail(request: Request) -> MailPort:
    return request.app.state.mail


MailDep = Annotated[MailPort, Depends(_mail)]


HIDDEN = "Hidden while your review of the applicant is blind, or you have a conflict of interest."


class MessageOut(BaseModel):
    """A letter in the log, without what it says."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    process_id: UUID
    kind: LetterKind
    about: UUID | None = Field(description="What it is about within its process.")
    person_id: UUID | None = Field(description=HIDDEN)
    address: str | None = Field(examples=["kari.nordmann@example.org"], description=HIDDEN)
    language: Language
    subject: str = Field(examples=["Application received: Nurse, Mosjøen"])
    state: MessageState
    attempts: int = Field(description="How often it was handed to the mail server.")
    last_error: str | None = Field(description="A code.", examples=["smtp_550"])
    hold_until: datetime | None = Field(description="It is not sent before.")
    queued_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, found: Seen) -> Self:
        shown = cls.model_validate(found.message)
        if found.hidden:
            shown.person_id = shown.address = None
        return shown


class MessageText(MessageOut):
    """A letter with what it says."""

    text: str
    html: str
    calendar: str | None = Field(description="The iCalendar part, where it has one.")


class Preview(BaseModel):
    """How a letter looks, with invented values."""

    kind: LetterKind
    variant: str | None = Field(examples=["not_qualified"])
    language: Language
    subject: str
    text: str
    html: str


@router.get("/messages", responses=problems(401, 403, 422))
async def messages(
    actor: SignedIn,
    session: Session,
    asked: PageAsked,
    state: Annotated[MessageState | None, Query(description="Only those in this state.")] = None,
    kind: Annotated[LetterKind | None, Query(description="Only letters of this kind.")] = None,
    process_id: Annotated[UUID | None, Query(description="Only those of this process.")] = None,
) -> Page[MessageOut]:
    """The letters of the units whose HR you are, the newest first."""
    found = await service.listed(session, actor, asked, Wanted(state, kind, process_id))
    return found.shown(MessageOut.of)


@router.get("/messages/{message_id}", responses=problems(401, 403, 404, 422))
async def message(actor: SignedIn, session: Session, message_id: UUID) -> MessageText:
    """One letter as it was sent. That you read it is noted; 403 where its receiver is hidden."""
    return MessageText.model_validate(await service.read(session, actor, message_id))


@router.post("/messages/{message_id}/resend", responses=problems(401, 403, 404, 409, 422, 503))
async def resend(
    actor: SignedIn, database: DatabaseDep, mail: MailDep, message_id: UUID
) -> MessageOut:
    """Send a failed letter again, to the person's present address.

    It keeps its Message-ID, so nobody who got it after all sees it twice.
    """
    return MessageOut.of(await service.resend(database, mail, actor, message_id))


@router.get("/letters/preview", responses=problems(401, 403, 422))
async def preview(
    actor: SignedIn,
    kind: LetterKind,
    language: Language = "nb",
    variant: Annotated[
        str | None, Query(description="For kinds with several texts.", examples=["filled"])
    ] = None,
) -> Preview:
    """A letter of this kind with invented values."""
    written = service.preview(actor, kind, language, variant)
    return Preview(
        kind=kind,
        variant=variant,
        language=language,
        subject=written.subject,
        text=written.text,
        html=written.html,
    )
