"""What is done every hour, by any number of web processes: a root of the audit, and clearing up."""

import asyncio
import logging
from datetime import timedelta

from services.access.audit import write_root
from services.access.sweeping import sweep as forget_sign_ins
from services.candidates.drafts.service import sweep as discard_old_drafts
from services.candidates.enquiries.service import sweep as forget_questions
from services.candidates.privacy.service import sweep as erase_in_due_time
from services.candidates.subscriptions.service import sweep as forget_unconfirmed
from services.kit import clock
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.idempotency import forget_old_keys
from services.messages.service import sweep as call_letters_back
from services.selection.board.service import sweep as forget_undoables

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)


async def every_hour(database: Database, files: FileStore) -> None:
    """Until cancelled."""
    while True:
        await once(database, files)
        await asyncio.sleep(HOUR.total_seconds())


async def once(database: Database, files: FileStore) -> None:
    """Each duty by itself: one that fails is logged, and keeps none of the others from its effect.

    The root comes first and alone, for it holds a lock that other processes wait for.
    """
    for duty in (
        _root,
        _keys,
        _sign_ins,
        _undoables,
        _letters,
        _applications,
        _drafts,
        _questions,
        _subscriptions,
        _files,
    ):
        try:
            await duty(database, files)
        except Exception:
            log.exception("a duty of the hour failed", extra={"duty": duty.__name__})


async def _root(database: Database, _: FileStore) -> None:
    """A root over all chains of the audit."""
    async with database.transaction() as session:
        await write_root(session, clock.now())


async def _keys(database: Database, _: FileStore) -> None:
    """Keys of requests that nobody repeats any more."""
    async with database.transaction() as session:
        await forget_old_keys(session)


async def _sign_ins(database: Database, _: FileStore) -> None:
    """Sessions, links and codes that are over."""
    async with database.transaction() as session:
        await forget_sign_ins(session, clock.now())


async def _undoables(database: Database, _: FileStore) -> None:
    """What was before something was done for many applicants, when it stays done."""
    async with database.transaction() as session:
        await forget_undoables(session)


async def _letters(database: Database, _: FileStore) -> None:
    """Letters left half sent by a process that has ended."""
    async with database.transaction() as session:
        await call_letters_back(session, clock.now())


async def _applications(database: Database, _: FileStore) -> None:
    """Applications whose time is over."""
    async with database.transaction() as session:
        if erased := await erase_in_due_time(session, clock.now()):
            log.info("applications erased in due time", extra={"applications": erased})


async def _drafts(database: Database, _: FileStore) -> None:
    """Applications that were begun and never sent."""
    async with database.transaction() as session:
        if discarded := await discard_old_drafts(session, clock.now()):
            log.info("drafts of applications deleted", extra={"drafts": discarded})


async def _questions(database: Database, _: FileStore) -> None:
    """What people once asked about adverts."""
    async with database.transaction() as session:
        await forget_questions(session, clock.now())


async def _subscriptions(database: Database, _: FileStore) -> None:
    """Subscriptions that nobody confirmed."""
    async with database.transaction() as session:
        await forget_unconfirmed(session, clock.now())


async def _files(database: Database, files: FileStore) -> None:
    """Files that no row names."""
    if removed := await files.sweep(database):
        log.info("orphaned files removed", extra={"files": removed})
