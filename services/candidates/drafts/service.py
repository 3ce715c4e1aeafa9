"""Write an application page by page: kept at each, sent as one, and forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import FormData

from services.candidates.applications import filled, intake
from services.candidates.applications import rules as application_rules
from services.candidates.applications import store as applications
from services.candidates.applications.forms import MOST_PAPERS
from services.candidates.applications.intake import Upload
from services.candidates.applications.schemas import Handed, PaperKind
from services.candidates.drafts import store
from services.candidates.drafts.content import LARGEST, Content, Fields, Key, Step, seal, unseal
from services.candidates.drafts.tables import ApplicationDraft, DraftPaper
from services.candidates.questions.pages import Asked
from services.kit import clock
from services.kit.errors import Gone, Invalid, TooLarge
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.guards import LARGEST_REQUEST
from services.kit.i18n import Language
from services.kit.pages.forms import Form

KEPT_FOR = timedelta(days=14)
"""Since something was last written."""
SEVERAL = frozenset({"diplomas", "others"})
"""Fields that hold several files; in any other a new one takes the place of the old."""


@dataclass(frozen=True)
class Paper:
    """A file of a draft."""

    id: UUID
    field: str
    kind: PaperKind
    filename: str
    size: int


@dataclass(frozen=True)
class Draft:
    """What somebody has written so far."""

    content: Content
    papers: list[Paper]
    saved_at: datetime

    def form(self, language: Language) -> Form:
        """As if it had just been typed."""
        return Form(language, FormData([*self.content.fields]))

    def handed(self, language: Language, asked: Sequence[Asked]) -> Handed:
        """As the API takes it; raises ValidationError."""
        return filled.handed(self.form(language), asked, self.papers, self.content.cv)


async def find(session: AsyncSession, key: Key) -> Draft | None:
    """What this browser has written for this advert."""
    row = await store.find(session, key.hash)
    return await _read(session, key, row) if row else None


async def _read(session: AsyncSession, key: Key, row: ApplicationDraft) -> Draft:
    papers = [
        Paper(
            paper.id,
            paper.field,
            application_rules.paper_kind(paper.kind),
            file.filename,
            file.size,
        )
        for paper, file in await store.papers(session, row.id)
    ]
    return Draft(unseal(key, row.sealed), papers, row.saved_at)


async def save(session: AsyncSession, key: Key, step: Step, typed: Fields) -> Draft:
    """Keep what one page says, right or not: it is judged when somebody wants to go on."""
    if sum(len(value) for _, value in typed) > LARGEST:
        raise TooLarge("draft_too_large", "This is more text than an application may have.")
    row = await _claimed(session, key)
    return await _write(session, key, row, unseal(key, row.sealed).with_step(step, typed))


async def read_in(session: AsyncSession, key: Key, cv: dict[str, Any] | None) -> Draft:
    """Keep a CV that was read from a file, or forget it."""
    row = await _claimed(session, key)
    return await _write(session, key, row, replace(unseal(key, row.sealed), cv=cv))


async def reach(session: AsyncSession, key: Key, step: Step) -> Draft:
    """Note how far somebody has come: who looks back stays there."""
    row = await _claimed(session, key)
    content = unseal(key, row.sealed)
    steps = list(Step)
    furthest = max(content.reached, step, key=steps.index)
    return await _write(session, key, row, replace(content, reached=furthest))


async def _claimed(session: AsyncSession, key: Key) -> ApplicationDraft:
    new = ApplicationDraft(
        key_hash=key.hash,
        advert_id=key.advert_id,
        sealed=seal(key, Content()),
        saved_at=clock.now(),
    )
    return await store.claim(session, new)


async def _write(session: AsyncSession, key: Key, row: ApplicationDraft, content: Content) -> Draft:
    row.sealed, row.saved_at = seal(key, content), clock.now()
    await session.flush()
    return await _read(session, key, row)


async def add(
    session: AsyncSession, key: Key, field: str, kind: PaperKind, file: StoredFile
) -> None:
    """Keep a file that is durable in the store; raises Invalid or TooLarge for one too many.

    One that is there already is not kept twice: the button may have been pressed twice.
    """
    row = await _claimed(session, key)
    there = await store.papers(session, row.id)
    if any(one.field == field and held.sha256 == file.sha256 for one, held in there):
        return
    if field not in SEVERAL:
        await store.remove_papers(session, [one.id for one, _ in there if one.field == field])
        there = [(one, held) for one, held in there if one.field != field]
    if len(there) >= MOST_PAPERS:
        message = "That is too many files; at most {most}, please."
        raise Invalid("too_many_papers", message, most=MOST_PAPERS)
    if sum(held.size for _, held in there) + file.size > LARGEST_REQUEST:
        raise TooLarge(
            "papers_too_large",
            "All files together may be {together} MB.",
            together=LARGEST_REQUEST >> 20,
        )
    # Answers and kinds go by the name.
    file.filename = _unlike(file.filename, {held.filename for _, held in there})
    session.add(file)
    await session.flush()
    session.add(DraftPaper(draft_id=row.id, file_id=file.id, field=field, kind=kind))
    row.saved_at = clock.now()
    await session.flush()


def _unlike(name: str, taken: set[str]) -> str:
    path, number, found = PurePosixPath(name), 2, name
    while found in taken:
        found, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return found


async def remove_paper(session: AsyncSession, key: Key, paper_id: UUID) -> None:
    """Take a file away again; nothing happens where it is not there."""
    row = await store.locked(session, key.hash)
    if row is None:
        return
    there = await store.papers(session, row.id)
    await store.remove_papers(session, [one.id for one, _ in there if one.id == paper_id])


async def to_mend(
    session: AsyncSession, key: Key, draft: Draft, asked: Sequence[Asked], language: Language
) -> dict[str, str]:
    """What keeps a draft from being sent, by field, in the reader's language."""
    form = draft.form(language)
    with form.mending():
        draft.handed(language, asked)
    with form.mending():
        application_rules.read_answers(
            await applications.questions(session, key.advert_id),
            filled.answers(form, asked, draft.papers),
            {paper.filename: paper.id for paper in draft.papers},
        )
    filled.explain(form, [], asked, language)
    return form.errors


async def send(
    session: AsyncSession, files: FileStore, key: Key, asked: Sequence[Asked], language: Language
) -> None:
    """Hand it in as anybody does, and forget the draft. Raises Gone where there is none."""
    row = await store.locked(session, key.hash)
    if row is None:
        raise Gone("no_draft", "There is nothing to send here. Perhaps it is sent already?")
    draft = await _read(session, key, row)
    held = [file for _, file in await store.papers(session, row.id)]
    uploads = [Upload(file.filename, await files.get(file)) for file in held]
    handed = draft.handed(language, asked)
    await intake.submit(session, files, key.advert_id, handed, uploads)
    await store.remove(session, [row.id])


async def discard(session: AsyncSession, key: Key) -> None:
    """Delete it with its files."""
    row = await store.locked(session, key.hash)
    if row is not None:
        await store.remove(session, [row.id])


async def sweep(session: AsyncSession, at: datetime) -> int:
    """Delete the drafts whose time is over, or whose advert takes no more; returns how many."""
    found = await store.over(session, at, at - KEPT_FOR)
    await store.remove(session, found)
    return len(found)
