"""Taking everything home, and having it erased."""

import io
import json
import zipfile
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import col, func, select

from services.access import audit, reads
from services.access.reads.tables import ReadLog
from services.candidates import service
from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.candidates.privacy.service import sweep
from services.candidates.privacy.store import erased
from services.kit import clock
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.processes.tables import Outbox
from services.messages.tables import Message
from services.organisation.rules import RoleName
from services.organisation.tables import Employment, Person, Role
from services.recruitment.need.tables import Recruitment
from tests.candidates.conftest import Case, World, pdf
from tests.candidates.traces import Traces, apply, owner
from tests.messages.letters import a_letter
from workflows.payloads.codes import LetterKind


async def letter(world: World, case: Case, application_id: UUID, person_id: UUID) -> UUID:
    message = a_letter(
        trust_id=case.trust_id,
        process_id=application_id,
        kind=LetterKind.RECEIPT,
        about=application_id,
        to_id=person_id,
        address="ingrid.nyheim@example.org",
        text="Hei, Ingrid",
    )
    async with world.database.transaction() as session:
        session.add(message)
    return message.id


async def test_everything_of_mine_and_nothing_of_others(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    application_id = await apply(
        anonymous, case, handed | {"letter": "CANARY-MINE"}, "cv.pdf", "vitnemål.pdf"
    )
    other = handed | {"email": "other@example.org", "name": "CANARY-OTHER"}
    await apply(anonymous, case, other, "annet.pdf")
    person_id, me = await owner(world, application_id)
    await letter(world, case, application_id, person_id)
    answer = await anonymous.get("/my/data", headers=me)
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read("data.json").decode()
        files = [name for name in archive.namelist() if name.startswith("files/")]
        assert all(archive.read(name) == pdf() for name in files)
    data = json.loads(text)
    assert len(files) == 2
    assert sorted(paper["name"] for paper in data["papers"]) == ["cv.pdf", "vitnemål.pdf"]
    assert data["person"]["email"] == handed["email"]
    assert [one["letter"] for one in data["versions"]] == ["CANARY-MINE"]
    assert [one["text"] for one in data["letters"]] == ["Hei, Ingrid"]
    assert "CANARY-OTHER" not in text
    assert "other@example.org" not in text


async def test_readings_of_references_and_of_the_whole_case_are_told(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case, elsewhere = await world.case(), await world.case()
    before = clock.now()
    application_id = await apply(anonymous, case, handed)
    other_id = await apply(anonymous, case, handed | {"email": "other@example.org"})
    mine = await Traces.left(world, case, application_id)
    of_other = await Traces.left(world, case, other_id)
    person_id, me = await owner(world, application_id)
    reader = (await world.person("reader@example.org")).id
    told: list[tuple[str, UUID | None, UUID | None]] = [
        ("letter", None, person_id),
        ("application", case.recruitment_id, application_id),
        ("reference", application_id, mine.reference.id),
        ("decision_file", case.recruitment_id, None),
    ]
    of_others: list[tuple[str, UUID | None, UUID | None]] = [
        ("application", case.recruitment_id, other_id),
        ("reference", other_id, of_other.reference.id),
        ("scores", elsewhere.recruitment_id, None),
    ]
    async with world.database.transaction() as session:
        for what, process_id, about in told + of_others:
            await reads.log(
                session, reader, process_id=process_id, about=about, what=what, reason="test"
            )
        early = ReadLog(
            at=before,
            person_id=reader,
            process_id=case.recruitment_id,
            what="application_list",
            reason="test",
        )
        session.add(early)
    answer = await anonymous.get("/my/data", headers=me)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        readings = json.loads(archive.read("data.json"))["readings"]
    assert [one["what"] for one in readings] == [what for what, _, _ in told]


async def test_erasing_a_running_application_withdraws_it_first(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], app: Any
) -> None:
    case = await world.case()
    application_id = await apply(anonymous, case, handed, "cv.pdf")
    person_id, me = await owner(world, application_id)
    message_id = await letter(world, case, application_id, person_id)
    answer = await anonymous.delete(f"/my/applications/{application_id}", headers=me)
    assert answer.status_code == 204
    assert (
        await anonymous.get(f"/my/applications/{application_id}", headers=me)
    ).status_code == 404
    async with world.database.transaction() as session:
        row = await session.get_one(Application, application_id)
        assert (row.state, row.erased_at is not None, row.source) == ("withdrawn", True, None)
        facts = (await session.exec(select(Outbox.fact).order_by(col(Outbox.number)))).all()
        assert list(facts) == [None, "application_withdrawn"]
        for table in (ApplicationVersion, Attachment, ScreeningAnswer, StoredFile):
            assert (await session.exec(select(func.count()).select_from(table))).one() == 0
        # The letter that confirms the withdrawal has still to reach somebody.
        assert (await session.get_one(Person, person_id)).email == handed["email"]
        assert await erased(session) == [application_id]
    async with world.database.transaction() as session:
        await service.mark_answered(session, application_id, clock.now())
    async with world.database.transaction() as session:
        person = await session.get_one(Person, person_id)
        assert (person.name, person.email) == ("", f"{person_id}@erased.invalid")
        message = await session.get_one(Message, message_id)
        assert (message.text, message.address) == ("", "")
    async with world.database.transaction() as session:
        assert (await audit.verify(session)).whole
    files: FileStore = app.state.files
    assert await files.sweep(world.database, older_than=-timedelta(hours=1)) == 1


@pytest.mark.parametrize("belongs", ["employed", "with a role"])
async def test_somebody_who_works_here_stays_who_they_are(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], belongs: str
) -> None:
    case = await world.case()
    application_id = await apply(anonymous, case, handed)
    person_id, me = await owner(world, application_id)
    async with world.database.transaction() as session:
        unit, today = case.unit_id, clock.today()
        session.add(
            Employment(person_id=person_id, unit_id=unit, starts=today)
            if belongs == "employed"
            else Role(person_id=person_id, unit_id=unit, role=RoleName.OPERATOR, starts=today)
        )
    await anonymous.delete(f"/my/applications/{application_id}", headers=me)
    async with world.database.transaction() as session:
        await service.mark_answered(session, application_id, clock.now())
    async with world.database.transaction() as session:
        assert (await session.get_one(Person, person_id)).email == handed["email"]


async def test_another_application_stays_whole(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    one = await apply(anonymous, await world.case(), handed)
    other = await apply(anonymous, await world.case(), handed | {"letter": "Stays."})
    _, me = await owner(world, one)
    await anonymous.delete(f"/my/applications/{one}", headers=me)
    async with world.database.transaction() as session:
        await service.mark_answered(session, one, clock.now())
    kept = await anonymous.get(f"/my/applications/{other}", headers=me)
    assert kept.json()["letter"] == "Stays."


async def test_the_hired_stay_in_the_archive(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    application_id = await apply(anonymous, await world.case(), handed)
    async with world.database.transaction() as session:
        (await session.get_one(Application, application_id)).state = "hired"
    _, me = await owner(world, application_id)
    answer = await anonymous.delete(f"/my/applications/{application_id}", headers=me)
    assert (answer.status_code, answer.json()["code"]) == (409, "kept_by_law")


@pytest.mark.parametrize("times", [1, 2])
async def test_after_a_restore_it_is_erased_again(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], times: int
) -> None:
    application_id = await apply(anonymous, await world.case(), handed)
    unknown = UUID(int=7)
    again: list[int] = []
    for _ in range(times):
        async with world.database.transaction() as session:
            again.append(await service.erase_again(session, [application_id, unknown]))
    assert again == [1, 0][:times]
    async with world.database.transaction() as session:
        assert (await session.exec(select(ApplicationVersion))).all() == []


@pytest.mark.parametrize(
    ("days", "phase", "state", "gone"),
    [
        (365, "closed", "rejected", False),
        (366, "closed", "rejected", True),
        (366, "closed", "withdrawn", True),
        (366, "closed", "hired", False),
        (366, "offer", "rejected", False),
    ],
)
async def test_who_was_not_hired_is_erased_in_due_time(
    anonymous: httpx.AsyncClient,
    world: World,
    handed: dict[str, Any],
    days: int,
    phase: str,
    state: str,
    gone: bool,
) -> None:
    case = await world.case()
    application_id = await apply(anonymous, case, handed)
    noon = datetime.combine(clock.today(), time(12), clock.OSLO)
    async with world.database.transaction() as session:
        application = await session.get_one(Application, application_id)
        application.state, application.answered_at = state, noon - timedelta(days=days)
        (await session.get_one(Recruitment, case.recruitment_id)).phase = phase
    async with world.database.transaction() as session:
        assert await sweep(session, noon) == int(gone)
        assert await sweep(session, noon) == 0
    async with world.database.transaction() as session:
        application = await session.get_one(Application, application_id)
        assert (application.erased_at is not None) is gone
        versions = (await session.exec(select(ApplicationVersion))).all()
        assert (versions == []) is gone
