"""Take an application in: checked, its papers durable, then one transaction with everything.

Nothing here waits for Temporal, and nothing is written that another applicant writes to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications import beginning, rules, store
from services.candidates.applications.rows import NewRow, new, of
from services.candidates.applications.rules import Read
from services.candidates.applications.schemas import Handed, PaperKind, Received
from services.candidates.applications.store import Place
from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.kit import clock, metrics
from services.kit.errors import NotFound, TooLarge, TooMany, Unavailable, WrongType
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.processes import outbox
from services.organisation.tables import Person
from workflows.payloads.codes import Fact


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Paper:
    """A file that is durable in the store, under the name it was sent with."""

    sent_as: str
    file: StoredFile
    kind: PaperKind


async def keep(
    files: FileStore, uploads: Sequence[Upload], kinds: Mapping[str, PaperKind]
) -> list[Paper]:
    """Check and keep papers; raises `TooLarge` or `WrongType`."""
    papers: list[Paper] = []
    for number, upload in enumerate(uploads):
        try:
            file = await files.take(upload.content, upload.filename)
        except (TooLarge, WrongType) as error:
            raise error.at(f"papers.{number}") from None
        papers.append(Paper(upload.filename, file, kinds.get(upload.filename, "other")))
    return papers


@dataclass(frozen=True)
class Arriving:
    """An application that may be taken, with its papers durable and its answers read."""

    place: Place
    handed: Handed
    source: str | None
    papers: list[Paper]
    read: list[Read]
    at: datetime


async def submit(
    session: AsyncSession,
    files: FileStore,
    advert_id: UUID,
    handed: Handed,
    uploads: Sequence[Upload],
) -> Received:
    """Hand in an application.

    A second one from the same address never replaces the first: it waits for the person to prove
    the address and to say that it is theirs. Both are answered alike, so that nobody learns from
    the answer who has applied.
    """
    place = await store.place(session, advert_id, handed.email)
    if place is None:
        raise NotFound
    at = clock.now()
    rules.require_open(place.state, place.opens_at, place.closes_at, at)
    papers = await keep(files, uploads, handed.paper_kinds)
    read = rules.read_answers(
        await store.questions(session, advert_id) if place.asks else {},
        handed.answers,
        {paper.sent_as: paper.file.id for paper in papers},
    )
    source = await _source(session, advert_id, handed)
    arriving = Arriving(place, handed, source, papers, read, at)
    taken = await _first(session, arriving, place.person_id)
    received = taken or await _not_the_first(session, arriving)
    metrics.APPLICATIONS.inc()
    return received


async def _source(session: AsyncSession, advert_id: UUID, handed: Handed) -> str | None:
    """The channel of the tracking code; without a known one, what the applicant says."""
    if handed.via is not None:
        source = await store.source_of(session, advert_id, handed.via)
        if source is not None:
            return source
    return handed.source


async def _first(
    session: AsyncSession, arriving: Arriving, person_id: UUID | None
) -> Received | None:
    """Write everything at once; nothing, and None, where the person has applied before."""
    handed, at = arriving.handed, arriving.at
    rows: list[NewRow] = []
    if person_id is None:
        person = new(
            Person,
            email=handed.email.strip(),
            name=handed.name,
            phone=handed.phone,
            language=handed.language,
            created_at=at,
        )
        person_id = person.id
        rows.append(person)
    application = new(
        Application,
        recruitment_id=arriving.place.recruitment_id,
        advert_id=arriving.place.advert_id,
        person_id=person_id,
        received_at=at,
        created_at=at,
        language=handed.language,
        source=arriving.source,
        exemption_asked=handed.exemption_asked,
    )
    version = version_of(handed, application.id, 1, at)
    rows += [application, *content_rows(version, arriving.papers, arriving.read)]
    rows += beginning.process(application, arriving.place.trust_id)
    rows += beginning.audited(application, len(arriving.papers))
    if await store.hand_in(session, rows):
        return Received(id=application.id, received_at=at)
    return None


async def _not_the_first(session: AsyncSession, arriving: Arriving) -> Received:
    person_id = await store.person_of(session, arriving.handed.email)
    if person_id is not None:
        recruitment_id = arriving.place.recruitment_id
        application = await store.running(session, recruitment_id, person_id)
        if application is not None:
            return await _again(session, arriving, application)
        # Somebody else added the person, for another advert, a moment ago.
        taken = await _first(session, arriving, person_id)
        if taken is not None:
            return taken
    raise Unavailable("try_again", "Something else was under way. Please try again.")


async def _again(session: AsyncSession, arriving: Arriving, application: Application) -> Received:
    """Keep another version, which waits for the person at the address."""
    at = arriving.at
    unproved = await store.unproved_since(session, application.id, at - rules.UNPROVED_WITHIN)
    if len(unproved) >= rules.UNPROVED:
        wait = unproved[0] + rules.UNPROVED_WITHIN - at
        raise TooMany(
            "applied_too_often",
            "There are several applications from this address already. Follow the link in the "
            "letter we have sent there.",
            retry_after=max(1, int(wait.total_seconds())),
        )
    number = await store.last_number(session, application.id) + 1
    version = version_of(arriving.handed, application.id, number, at, confirmed=False)
    await store.add_version(session, content_rows(version, arriving.papers, arriving.read))
    await audit.record(
        session,
        AuditKind.APPLICATION_RECEIVED_AGAIN,
        process_id=application.id,
        about=version.id,
        data={"version": number, "papers": len(arriving.papers)},
        at=at,
    )
    await outbox.tell(session, application.id, Fact.APPLICATION_AGAIN, version.id)
    return Received(id=application.id, received_at=at)


def version_of(
    handed: Handed, application_id: UUID, number: int, at: datetime, *, confirmed: bool = True
) -> NewRow:
    """What was handed in, as a version."""
    return new(
        ApplicationVersion,
        application_id=application_id,
        number=number,
        received_at=at,
        created_at=at,
        confirmed=confirmed,
        name=handed.name,
        gender=handed.gender,
        age=handed.age,
        municipality=handed.municipality,
        occupation=handed.occupation,
        phone=handed.phone,
        letter=handed.letter,
        cv=handed.cv,
        exemption_reason=(handed.exemption_reason or "") if handed.exemption_asked else None,
    )


def content_rows(version: NewRow, papers: Sequence[Paper], read: Sequence[Read]) -> list[NewRow]:
    """A version with its papers and answers, as rows."""
    belongs: dict[str, Any] = {
        "version_id": version.id,
        "created_at": version.values["received_at"],
    }
    return [
        version,
        *(of(paper.file) for paper in papers),
        *(new(Attachment, file_id=paper.file.id, kind=paper.kind, **belongs) for paper in papers),
        *(
            new(
                ScreeningAnswer,
                question_id=answered.question_id,
                answer=answered.answer,
                flags=answered.flags,
                **belongs,
            )
            for answered in read
        ),
    ]
