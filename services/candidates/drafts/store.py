"""Every statement about drafts of applications."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.rules import PUBLISHED
from services.candidates.drafts.tables import ApplicationDraft, DraftPaper
from services.kit.files.tables import StoredFile
from services.recruitment.advert.tables import Advert


async def claim(session: AsyncSession, new: ApplicationDraft) -> ApplicationDraft:
    """The draft of a key, locked; the new one where there is none yet."""
    row = insert(ApplicationDraft).values(**new.model_dump())
    await session.exec(row.on_conflict_do_nothing())
    found = await locked(session, new.key_hash)
    return found or new


async def locked(session: AsyncSession, key_hash: str) -> ApplicationDraft | None:
    """The draft of a key, locked against other pages of the same browser."""
    query = select(ApplicationDraft).where(ApplicationDraft.key_hash == key_hash)
    return (await session.exec(query.with_for_update())).one_or_none()


async def find(session: AsyncSession, key_hash: str) -> ApplicationDraft | None:
    """The draft of a key."""
    query = select(ApplicationDraft).where(ApplicationDraft.key_hash == key_hash)
    return (await session.exec(query)).one_or_none()


async def papers(session: AsyncSession, draft_id: UUID) -> Sequence[tuple[DraftPaper, StoredFile]]:
    """Its files, as they came."""
    query = (
        select(DraftPaper, StoredFile)
        .join(StoredFile, col(StoredFile.id) == col(DraftPaper.file_id))
        .where(DraftPaper.draft_id == draft_id)
        .order_by(col(DraftPaper.created_at), col(DraftPaper.id))
    )
    return (await session.exec(query)).all()


async def remove_papers(session: AsyncSession, paper_ids: Sequence[UUID]) -> None:
    """Delete files of drafts; their bytes go with the next sweep."""
    dropped = delete(DraftPaper).where(col(DraftPaper.id).in_(paper_ids))
    files = (await session.exec(dropped.returning(col(DraftPaper.file_id)))).scalars().all()
    await session.exec(delete(StoredFile).where(col(StoredFile.id).in_(files)))


async def remove(session: AsyncSession, draft_ids: Sequence[UUID]) -> None:
    """Delete drafts with their files."""
    papers = select(DraftPaper.id).where(col(DraftPaper.draft_id).in_(draft_ids))
    await remove_papers(session, (await session.exec(papers)).all())
    await session.exec(delete(ApplicationDraft).where(col(ApplicationDraft.id).in_(draft_ids)))


async def over(session: AsyncSession, at: datetime, saved_before: datetime) -> Sequence[UUID]:
    """Drafts that are too old, or of adverts that take no applications any more."""
    query = (
        select(ApplicationDraft.id)
        .join(Advert, col(Advert.id) == col(ApplicationDraft.advert_id))
        .where(
            or_(
                col(ApplicationDraft.saved_at) < saved_before,
                col(Advert.closes_at) < at,
                col(Advert.state).not_in(PUBLISHED),
            )
        )
        .with_for_update(of=ApplicationDraft, skip_locked=True)
    )
    return (await session.exec(query)).all()
