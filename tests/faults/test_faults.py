"""Recruitments run while parts are killed and mail goes wrong; afterwards everything is right."""

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from sqlmodel import col, func, select
from temporalio.client import Client

from services.kit import clock
from services.kit.codec import data_converter
from services.kit.processes.tables import Decision, Outbox, Process
from services.play import hospital
from services.play.run import OPERATOR
from tests.faults import mail
from tests.faults.cases import case
from tests.faults.checker import LASTING, Checker
from tests.faults.client import Acknowledged, Persistent
from tests.faults.course import Ending, Hurried, PatientDoors
from tests.faults.edition import Edition, chosen
from tests.faults.nemesis import Nemesis
from tests.faults.parts import Installation, installed

EMPTY_WITHIN = 60
"""Seconds from the last fault until nothing from before it waits in the outbox."""
AT_REST_WITHIN = 150
LOOK_EVERY = 0.5


async def test_nothing_is_lost(tmp_path: Path) -> None:
    edition, started = chosen(), time.monotonic()
    print(f"seed: {edition.seed} (STAFETT_FAULTS_SEED)")  # noqa: T201 - to run it again
    chance = random.Random(edition.seed)  # noqa: S311
    mails = mail.Mails(
        random.Random(edition.seed + 1),  # noqa: S311
        edition.mail_faults,
        edition.stall.total_seconds(),
    )
    acknowledged = Acknowledged()
    async with (
        asyncio.timeout(edition.within.total_seconds()),
        mail.running(mails),
        installed(tmp_path, mails.port) as parts,
        httpx.AsyncClient(
            transport=Persistent(acknowledged),
            base_url=parts.settings.public_url,
            timeout=20,
        ) as api,
    ):
        ready = time.monotonic()
        courses = await _courses(edition, api, mails, chance)
        driving = [asyncio.create_task(each) for each in _driven(courses, edition.at_once)]
        nemesis = Nemesis(
            parts, acknowledged, edition, chance, lambda: not all(each.done() for each in driving)
        )
        striking = asyncio.create_task(nemesis.run())
        await asyncio.gather(striking, *driving)
        driven = time.monotonic()
        emptied = await _outbox_empty_after(parts, nemesis)
        await _at_rest(parts)
        rested = time.monotonic()
        client = await Client.connect(
            parts.settings.temporal_address, data_converter=data_converter(parts.settings)
        )
        checker = Checker(parts.database, client, mails, courses, acknowledged)
        wrongs = await checker.wrongs()
        voided = await _voided(parts)
        again = parts.said("process had not heard everything")
    print(  # noqa: T201
        f"start {ready - started:.0f} s, cases {driven - ready:.0f} s, rest {rested - driven:.0f} s;"
        f" outbox empty {emptied:.0f} s after the last fault; strikes {dict(nemesis.hits)};"
        f" mail {dict(mails.faults)}, taken {len(mails.taken)},"
        f" different {len({each.message_id for each in mails.taken})};"
        f" decisions voided {voided}; processes told again {again};"
        f" met by people {dict(acknowledged.trouble)}"
    )
    assert not wrongs, "\n".join(wrongs)
    assert emptied <= EMPTY_WITHIN
    for strike in edition.strikes:
        assert nemesis.hits[strike], f"«{strike}» never hit a running case"
    for fault in mail.FAULTS:
        assert mails.faults[fault], f"no mail met {fault}"
    assert voided, "no decision was ever left unanswered"
    assert again, "nothing had ever to be told again"


async def _courses(
    edition: Edition, api: httpx.AsyncClient, mails: mail.Mails, chance: random.Random
) -> list[Hurried]:
    endings = list(Ending)
    courses: list[Hurried] = []
    for number in range(edition.cases):
        ending = endings[number % len(endings)]
        played, doors = case(number, edition.applicants, ending), PatientDoors(api, mails)
        unit, people = await hospital.set_up(doors, OPERATOR, played)
        courses.append(Hurried(played, ending, doors, unit, people, chance))
    return courses


def _driven(courses: Sequence[Hurried], at_once: int):
    places = asyncio.Semaphore(at_once)

    async def one(course: Hurried) -> None:
        async with places:
            try:
                await course.play()
            except Exception as error:
                error.add_note(f"{course.case.case} ({course.ending}), {course.id}: {course.at}")
                raise

    return map(one, courses)


async def _outbox_empty_after(parts: Installation, nemesis: Nemesis) -> float:
    """Seconds from the last fault until all that was there before it had been told."""
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
