"""One run: cases led by people, parts killed, mail gone wrong, and what is right afterwards."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlmodel import col, func, select
from temporalio.client import Client

from services.kit import clock
from services.kit.codec import data_converter
from services.kit.processes.tables import Decision, Outbox, Process
from tests.faults import mail
from tests.faults.cases import Way, applicants
from tests.faults.checker import LASTING, Checker
from tests.faults.client import Acknowledged, Persistent
from tests.faults.course import Course
from tests.faults.edition import Edition, Strike
from tests.faults.nemesis import Nemesis
from tests.faults.parts import Installation, installed
from tests.faults.people import Doors
from tests.messages.smtp_server import Fault

EMPTY_WITHIN = 60.0
"""Seconds from the last fault until nothing from before it waits in the outbox."""
AT_REST_WITHIN = 150
LOOK_EVERY = 0.5


@dataclass
class Result:
    """What a run has come to."""

    wrongs: list[str]
    hits: Counter[Strike]
    mail_faults: Counter[Fault]
    voided: int
    """Decisions that nobody answered in time."""
    told_again: int
    """Times that a process was found not to have heard everything."""
    emptied: float
    """Seconds from the last fault until the outbox was empty."""
    figures: str


async def run(edition: Edition, home: Path) -> Result:
    """Everything at once, and then the checker."""
    began = time.monotonic()
    chance, of_mail = (random.Random(edition.seed + each) for each in range(2))
    mails = mail.Mails(of_mail, edition.mail_faults, edition.stall.total_seconds())
    acknowledged = Acknowledged()
    async with (
        asyncio.timeout(edition.within.total_seconds()),
        mail.running(mails),
        installed(home, mails.port) as parts,
        httpx.AsyncClient(
            transport=Persistent(acknowledged), base_url=parts.settings.public_url, timeout=20
        ) as api,
    ):
        ready = time.monotonic()
        courses = _courses(edition, api, mails, chance)
        nemesis = Nemesis(
            parts, acknowledged, edition, chance, lambda: any(not each.ended for each in courses)
        )
        async with asyncio.TaskGroup() as tasks:
            struck = tasks.create_task(_struck(parts, nemesis))
            for each in _driven(courses, edition.at_once):
                tasks.create_task(each)
        driven, emptied = time.monotonic(), struck.result()
        await _at_rest(parts)
        rested = time.monotonic()
        client = await Client.connect(
            parts.settings.temporal_address, data_converter=data_converter(parts.settings)
        )
        wrongs = await Checker(parts.database, client, mails, courses, acknowledged).wrongs()
        voided = await _voided(parts)
        again = sum(
            parts.said(each)
            for each in ("process had not heard everything", "told again what was told last")
        )
    different = len({each.message_id for each in mails.taken})
    return Result(
        wrongs,
        nemesis.hits,
        mails.faults,
        voided,
        again,
        emptied,
        f"seconds: start {ready - began:.0f}, cases {driven - ready:.0f}, until all had ended"
        f" {rested - driven:.0f}, outbox empty after the last fault {emptied:.1f}; strikes"
        f" {sum(nemesis.hits.values())} {dict(nemesis.hits)}; mail taken {len(mails.taken)}, of it"
        f" different {different}, faults {dict(mails.faults)}; decisions voided {voided};"
        f" processes told again {again}; people met {dict(acknowledged.trouble)}",
    )


def _courses(
    edition: Edition, api: httpx.AsyncClient, mails: mail.Mails, chance: random.Random
) -> list[Course]:
    ways, doors = list(Way), Doors(api, mails)
    return [
        Course(ways[number % len(ways)], applicants(number, edition.applicants), doors, chance)
        for number in range(edition.cases)
    ]


def _driven(courses: Sequence[Course], at_once: int) -> Iterable[Coroutine[None, None, None]]:
    places = asyncio.Semaphore(at_once)

    async def one(course: Course) -> None:
        async with places:
            try:
                await course.play()
            except Exception as error:
                error.add_note(f"{course.way}, {course.id}: {course.at}")
                raise

    return map(one, courses)


async def _struck(parts: Installation, nemesis: Nemesis) -> float:
    """All strikes, and the seconds from the last until all that was there before it was told."""
    await nemesis.run()
    assert nemesis.last
    waiting = (
        select(func.count())
        .select_from(Outbox)
        .where(col(Outbox.sent_at).is_(None), col(Outbox.created_at) <= nemesis.last)
    )
    while True:
        async with parts.database.transaction() as session:
            left = (await session.exec(waiting)).one()
        seconds = (clock.now() - nemesis.last).total_seconds()
        if not left or seconds > EMPTY_WITHIN:
            return seconds
        await asyncio.sleep(LOOK_EVERY)


async def _at_rest(parts: Installation) -> None:
    """Wait until every process that can end has; the checker says which has not."""
    going = (
        select(func.count())
        .select_from(Process)
        .where(col(Process.ended_at).is_(None), col(Process.kind).not_in(LASTING))
    )
    unsent = select(func.count()).select_from(Outbox).where(col(Outbox.sent_at).is_(None))
    gives_up = time.monotonic() + AT_REST_WITHIN
    while time.monotonic() < gives_up:
        async with parts.database.transaction() as session:
            left = (await session.exec(going)).one() + (await session.exec(unsent)).one()
        if not left:
            return
        await asyncio.sleep(LOOK_EVERY)


async def _voided(parts: Installation) -> int:
    query = select(func.count()).select_from(Decision).where(Decision.state == "voided")
    async with parts.database.transaction() as session:
        return (await session.exec(query)).one()
