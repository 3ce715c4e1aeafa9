"""What somebody has with us: all of it to take home, and erasure, when asked or in due time.

Erasure deletes what the candidate handed in or wrote later, and what our letters said; ids alone
remain. What others wrote in deciding the case belongs to the case and is kept as long as the law
has it kept (arkivlova): marks, reasons, a referee's answers, the public list (offentleglova § 25),
and the decision file of a closed case, which repeats what its decisions stood on.
"""

import asyncio
import json
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.access.permissions import Actor
from services.access.sweeping import forget_person
from services.candidates.applications import service as applications
from services.candidates.applications.rules import require_disownable
from services.candidates.applications.store import last_number, locked, own_locked
from services.candidates.applications.tables import ENDED, Application
from services.candidates.privacy import store
from services.kit import clock
from services.kit.database import Row
from services.kit.errors import Conflict, NotFound
from services.kit.files.store import FileStore
from services.kit.settings import settings
from services.messages import service as messages
from services.organisation.people import service as people

IN_MEMORY = 4 << 20
NOT_MINE = {"person_id", "trust_id", "unit_id", "sent_by", "asked_by", "decided_by", "to_id"}
"""Columns that name others, or nothing that is understood outside."""
IN_CONFIDENCE = {"answers", "negative"}
"""What a referee wrote; what counts against the candidate is shown in the case."""


async def take_home(session: AsyncSession, files: FileStore, actor: Actor) -> IO[bytes]:
    """Everything somebody has with us, as a zip of `data.json` and files; the caller closes it."""
    person = await people.get(session, actor.person_id)
    ids = [one.id for one in await store.applications(session, person.id)]
    papers = await store.papers(session, ids)
    names = {paper.file.id: _name(place, paper) for place, paper in enumerate(papers, start=1)}
    data: dict[str, Any] = {
        "written_at": clock.now(),
        "person": person.model_dump(include={"name", "email", "phone", "language"}),
        "applications": _plain(await store.applications(session, person.id)),
        "answers": [
            {"version_id": answer.version_id, "question": question.nb, "answer": answer.answer}
            for answer, question in await store.answers(session, ids)
        ],
        "papers": [
            {"application_id": paper.application_id, "version": paper.version, "kind": paper.kind}
            | {"file": names[paper.file.id], "name": paper.file.filename}
            for paper in papers
        ],
        **{name: _plain(found) for name, found in (await store.about(session, ids)).items()},
        "letters": _plain(await store.letters(session, person.id), {"html", "traceparent"}),
        "readings": _plain(await store.readings(session, person.id, ids)),
    }
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(to_jsonable_python(data), ensure_ascii=False, indent=2)
        archive.writestr("data.json", text)
        for paper in papers:
            content = await files.get(paper.file)
            if names[paper.file.id] not in archive.namelist():
                await asyncio.to_thread(archive.writestr, names[paper.file.id], content)
    target.seek(0)
    return target


def _plain(rows: Iterable[Row], without: Iterable[str] = ()) -> list[dict[str, Any]]:
    return [row.model_dump(exclude={*NOT_MINE, *IN_CONFIDENCE, *without}) for row in rows]


def _name(place: int, paper: store.PaperKept) -> str:
    return f"files/{place:03}{PurePosixPath(paper.file.filename).suffix}"


async def erase(session: AsyncSession, actor: Actor, application_id: UUID) -> None:
    """Erase what somebody handed in; a running application is withdrawn first.

    Raises Conflict for who was hired: that application belongs to the archive (arkivlova).
    """
    application = await own_locked(session, application_id, actor.person_id)
    if application is None or application.erased_at is not None:
        raise NotFound
    if application.state == "hired":
        raise Conflict(
            "kept_by_law",
            "The application of whoever was hired is kept in the archive, as the law says.",
        )
    at = clock.now()
    if application.state not in ENDED:
        await applications.withdraw(session, application, by=actor.person_id, at=at)
    await _erase(session, application, at, by=actor.person_id)


async def disown(session: AsyncSession, application: Application) -> None:
    """End and erase a locked application that somebody else sent in its person's name.

    It counts as never made: the person may act in the case as before, nobody has a conflict of
    interest with it, and its process ends as by withdrawal. Raises Conflict after the end, for one
    that was corrected or confirmed, and while one sent later waits for its answer.
    """
    newest = await last_number(session, application.id)
    require_disownable(application.current_version, newest)
    at = clock.now()
    await applications.withdraw(
        session,
        application,
        by=application.person_id,
        at=at,
        kind=AuditKind.APPLICATION_DISOWNED,
    )
    application.disowned_at = at
    await store.remove_conflicts(session, application.id)
    await _erase(session, application, at, by=application.person_id)


async def erase_again(session: AsyncSession, application_ids: Iterable[UUID]) -> int:
    """After a restore: erase what was erased after the backup was made; returns how much."""
    again = 0
    for application_id in application_ids:
        application = await locked(session, application_id)
        if application is not None and application.erased_at is None:
            await _erase(session, application, clock.now(), by=None)
            again += 1
    return again


async def sweep(session: AsyncSession, at: datetime) -> int:
    """Erase the applications of who was not hired, when the time they are kept is over.

    The letter that says no names the last day (`kept_until`). Returns how many were erased.
    """
    today = datetime.combine(at.astimezone(clock.OSLO), time.min, clock.OSLO)
    due = await store.answered_before(session, today - settings().retention)
    for application in due:
        await _erase(session, application, at, by=None)
    return len(due)


async def _erase(
    session: AsyncSession, application: Application, at: datetime, *, by: UUID | None
) -> None:
    await store.remove_content(session, application.id)
    await store.list_erased(session, application.id, at)
    application.erased_at = at
    application.source = None
    await audit.record(
        session,
        AuditKind.APPLICATION_ERASED,
        process_id=application.id,
        actor_id=by,
        about=application.id,
        at=at,
    )
    await session.flush()
    if application.answered_at is not None:
        await finish(session, application)


async def finish(session: AsyncSession, application: Application) -> None:
    """Forget the letters of an erased application once the last has left, and then the person.

    Somebody who works here, refers somebody or has other applications stays who they are.
    """
    if application.erased_at is None:
        return
    about = [application.id, *await store.things(session, application.id)]
    await messages.forget(session, application.person_id, about)
    if await store.has_reason_to_stay(session, application.person_id):
        return
    if await people.ever_belonged(session, application.person_id):
        return
    person = await people.get(session, application.person_id)
    person.name, person.phone, person.verified_at = "", None, None
    person.email = f"{person.id}@erased.invalid"
    await messages.forget(session, person.id)
    await forget_person(session, person.id)
