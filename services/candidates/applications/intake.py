"""Take an application in: checked, its papers durable, then one transaction with everything.

Nothing here waits for Temporal, and nothing is written that another applicant writes to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.candidates.applications import rules, store
from services.candidates.applications.rules import Read
from services.candidates.applications.schemas import Handed, PaperKind, Received
from services.candidates.applications.store import Place
from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.candidates.questions.kinds import Question
from services.kit import clock
from services.kit.errors import NotFound, TooMany
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.processes import outbox
from services.organisation.people import service as people
from services.recruitment.advert.tables import ScreeningQuestion
from workflows.payloads.codes import Fact
from workflows.payloads.processes import ProcessKind


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


def questions_of(rows: Sequence[ScreeningQuestion]) -> dict[UUID, Question]:
    """The questions of an advert as the rules see them."""
    return {
        row.id: Question(row.kind, row.nb, row.en, row.required, row.options, row.actions)
        for row in rows
    }


async def keep(
    files: FileStore, uploads: Sequence[Upload], kinds: Mapping[str, PaperKind]
) -> list[Paper]:
    """Check and keep papers; raises `TooLarge` or `WrongType`."""
    return [
        Paper(
            upload.filename,
            await files.take(upload.content, upload.filename),
            kinds.get(upload.filename, "other"),
        )
        for upload in uploads
    ]


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
    rules.require_open(place.advert.state, place.advert.opens_at, place.advert.closes_at, at)
    papers = await keep(files, uploads, handed.paper_kinds)
    read = rules.read_answers(
        questions_of(place.questions),
        handed.answers,
        {paper.sent_as: paper.file.id for paper in papers},
    )
    source = await _source(session, advert_id, handed)
    arriving = Arriving(place.advert, place.trust_id, handed, source, papers, read, at)
    rows = [] if place.person_id else [arriving.person]
    person_id = place.person_id or arriving.person.id
    if not await store.hand_in(session, [*rows, *arriving.application(person_id)]):
        pass
    return await _again(session, place, person.id, handed, papers, read, at)


async def _source(session: AsyncSession, advert_id: UUID, handed: Handed) -> str | None:
    """The channel of the tracking code; without a known one, what the applicant says."""
    if handed.via is not None:
        source = await store.source_of(session, advert_id, handed.via)
        if source is not None:
            return source
    return handed.source


async def _started(
    session: AsyncSession, place: Place, application: Application, papers: int
) -> None:
    await outbox.start(
        session,
        ProcessKind.APPLICATION,
        application.id,
        trust_id=place.trust_id,
        parent_id=place.recruitment_id,
        at=application.received_at,
    )
    await audit.record(
        session,
        "application_received",
        process_id=application.id,
        actor_id=application.person_id,
        about=application.id,
        data={"advert": place.advert.id, "papers": papers},
        at=application.received_at,
    )


async def _again(
    session: AsyncSession,
    place: Place,
    person_id: UUID,
    handed: Handed,
    papers: Sequence[Paper],
    read: Sequence[Read],
    at: datetime,
) -> Received:
    application = await store.running(session, place.recruitment_id, person_id)
    if application is None:
        # It came to its end between the two statements; the sender need only press again.
        raise TooMany("try_again", "Please try again in a moment.", retry_after=1)
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
    version = _version(application.id, number, handed, at, confirmed=False)
    await store.add_version(session, content(version, papers, read))
    await audit.record(
        session,
        "application_received_again",
        process_id=application.id,
        about=version.id,
        data={"version": number, "papers": len(papers)},
        at=at,
    )
    await outbox.tell(session, application.id, Fact.APPLICATION_AGAIN, version.id)
    return Received(id=application.id, received_at=at)


def content(
    version: ApplicationVersion, papers: Sequence[Paper], read: Sequence[Read]
) -> store.Content:
    """A version with its papers and answers, as it is stored."""
    return store.Content(
        version,
        [paper.file for paper in papers],
        [
            Attachment(
                version_id=version.id,
                file_id=paper.file.id,
                kind=paper.kind,
                created_at=version.received_at,
            )
            for paper in papers
        ],
        [
            ScreeningAnswer(
                version_id=version.id,
                question_id=answered.question_id,
                answer=answered.answer,
                flags=answered.flags,
                created_at=version.received_at,
            )
            for answered in read
        ],
    )


def _version(
    application_id: UUID, number: int, handed: Handed, at: datetime, *, confirmed: bool = True
) -> ApplicationVersion:
    return ApplicationVersion(
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
