"""What the candidate changes: a correction, an application sent again, a wish for the list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications import intake, rules, store
from services.candidates.applications.intake import Paper, Upload
from services.candidates.applications.rows import NewRow, new
from services.candidates.applications.schemas import Correction
from services.candidates.applications.tables import Application, ApplicationVersion, Attachment
from services.candidates.questions.kinds import QuestionKind
from services.kit.errors import Invalid, NotFound
from services.kit.files.store import FileStore
from services.kit.processes import outbox
from workflows.payloads.codes import Fact

NOT_CONTENT = {"answers", "paper_kinds", "without_papers", "language"}


async def correct(
    session: AsyncSession,
    files: FileStore,
    application: Application,
    correction: Correction,
    uploads: Sequence[Upload],
    at: datetime,
) -> Application:
    """Hand in another version of one's own locked application; what is not said stays as it was.

    Raises Conflict after the end, and after the deadline for anything but contact details.
    """
    rules.require_running(application.state)
    about = await store.case_of(session, application)
    said = correction.model_dump(exclude_unset=True)
    changed = {*said, *(("papers",) if uploads else ())}
    if not changed:
        raise Invalid("nothing_changed", "There is nothing to correct in what you sent.")
    rules.require_correctable(changed, about.closes_at, at)
    before = await version_in_use(session, application)
    added = await intake.keep(files, uploads, correction.paper_kinds)
    kept = await _kept(session, before, correction)
    number = await store.last_number(session, application.id) + 1
    content = {name: value for name, value in said.items() if name not in NOT_CONTENT}
    old = before.model_dump(exclude={"id", "created_at", "number", "received_at", "confirmed"})
    version = new(
        ApplicationVersion,
        **(old | content),
        number=number,
        received_at=at,
        created_at=at,
    )
    read = await _answers(session, application, before, correction, added, kept)
    await store.add_version(
        session,
        [*intake.content_rows(version, added, read), *_attached(version, kept)],
    )
    application.current_version = number
    application.language = said.get("language", application.language)
    await _told(session, application, version.id, number, at)
    return application


async def version_in_use(session: AsyncSession, application: Application) -> ApplicationVersion:
    """The version of an application that counts; NotFound once it is erased."""
    found = await store.version(session, application.id, application.current_version)
    if found is None:
        raise NotFound
    return found


async def _kept(
    session: AsyncSession, before: ApplicationVersion, correction: Correction
) -> list[Paper]:
    """The papers of the version before that are not to be left out."""
    return [
        Paper(file.filename, file, rules.paper_kind(attachment.kind))
        for attachment, file in await store.papers(session, before.id)
        if attachment.id not in correction.without_papers
    ]


def _attached(version: NewRow, kept: Sequence[Paper]) -> list[NewRow]:
    """The same files, as papers of the new version too."""
    at = version.values["received_at"]
    return [
        new(
            Attachment, version_id=version.id, file_id=paper.file.id, kind=paper.kind, created_at=at
        )
        for paper in kept
    ]


async def _answers(
    session: AsyncSession,
    application: Application,
    before: ApplicationVersion,
    correction: Correction,
    added: Sequence[Paper],
    kept: Sequence[Paper],
) -> list[rules.Read]:
    questions = await store.questions(session, application.advert_id)
    names = {str(paper.file.id): paper.sent_as for paper in kept}
    answers: dict[UUID, Any] = {}
    for row in await store.answers(session, before.id):
        question = questions[row.question_id]
        is_file = question.kind == QuestionKind.FILE
        answers[row.question_id] = names.get(row.answer) if is_file else row.answer
    papers = {paper.sent_as: paper.file.id for paper in (*kept, *added)}
    return rules.read_answers(questions, answers | correction.answers, papers)


async def confirm(
    session: AsyncSession, application: Application, number: int, *, mine: bool, at: datetime
) -> Application:
    """Say whether an application that was sent again is one's own.

    If it is, it takes the place of the one before, also after the deadline, as long as nobody has
    been chosen: it came in time. If it is not, it is forgotten by its number and never used.
    """
    version = await store.version(session, application.id, number)
    if version is None or version.confirmed:
        raise NotFound
    if not mine:
        await store.remove_version(session, version.id)
        await audit.record(
            session,
            AuditKind.APPLICATION_DISOWNED,
            process_id=application.id,
            actor_id=application.person_id,
            about=version.id,
            data={"version": number},
            at=at,
        )
        return application
    rules.require_running(application.state)
    rules.require_unassessed((await store.case_of(session, application)).phase)
    version.confirmed = True
    application.current_version = number
    await _told(session, application, version.id, number, at)
    if version.exemption_reason is not None and not application.exemption_asked:
        frozen = await store.frozen_lists(session, application.recruitment_id)
        if rules.list_open(application.received_at, frozen):
            await ask_exemption(session, application, version.exemption_reason, at)
    return application


async def _told(
    session: AsyncSession, application: Application, version_id: UUID, number: int, at: datetime
) -> None:
    await audit.record(
        session,
        AuditKind.APPLICATION_CORRECTED,
        process_id=application.id,
        actor_id=application.person_id,
        about=version_id,
        data={"version": number},
        at=at,
    )
    await outbox.tell(session, application.id, Fact.APPLICATION_CORRECTED, version_id)


async def ask_exemption(
    session: AsyncSession, application: Application, reason: str | None, at: datetime
) -> Application:
    """Ask to be left off the public applicant list (offentleglova § 25), until it is drawn up.

    Raises Conflict after that, and for a second request: the first one is decided on. The case is
    locked too, so that no list is drawn up meanwhile.
    """
    rules.require_running(application.state)
    rules.require_first_request(asked=application.exemption_asked)
    frozen = await store.frozen_lists(session, application.recruitment_id)
    rules.require_list_open(application.received_at, frozen)
    version = await version_in_use(session, application)
    version.exemption_reason = reason or ""
    application.exemption_asked = True
    await audit.record(
        session,
        AuditKind.APPLICATION_EXEMPTION_ASKED,
        process_id=application.id,
        actor_id=application.person_id,
        about=application.id,
        at=at,
    )
    await outbox.tell(session, application.id, Fact.EXEMPTION_ASKED)
    return application
