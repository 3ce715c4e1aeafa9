"""Handing in an application over the API."""

import asyncio
import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import SQLModel, col, select

from services.access import audit
from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.processes.tables import Outbox, Process
from services.organisation.tables import Person
from services.recruitment.advert.tables import Channel, ScreeningQuestion
from tests.candidates.conftest import Case, Later, World


async def rows(world: World, table: type[SQLModel]) -> list[Any]:
    async with world.database.transaction() as session:
        return list((await session.exec(select(table))).all())


async def send(
    client: httpx.AsyncClient,
    case: Case,
    handed: dict[str, Any],
    *papers: tuple[str, bytes],
    key: str | None = None,
) -> httpx.Response:
    parts: list[tuple[str, tuple[str | None, bytes | str]]] = [
        ("application", (None, json.dumps(handed))),
        *(("papers", paper) for paper in papers),
    ]
    return await client.post(
        f"/adverts/{case.advert_id}/applications",
        files=parts,
        headers={"Idempotency-Key": key} if key else {},
    )


async def test_anybody_applies_and_everything_is_written(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], a_pdf: bytes, app: Any
) -> None:
    case = await world.case()
    answer = await send(
        anonymous, case, handed | {"paper_kinds": {"cv.pdf": "cv"}}, ("cv.pdf", a_pdf)
    )
    assert answer.status_code == 201
    assert answer.json().keys() == {"id", "received_at"}
    application_id = UUID(answer.json()["id"])
    (application,) = await rows(world, Application)
    assert (application.id, application.state, application.number) == (
        application_id,
        "received",
        None,
    )
    (version,) = await rows(world, ApplicationVersion)
    assert (version.number, version.confirmed, version.name) == (1, True, "Ingrid Nyheim")
    assert (version.municipality, version.age, version.gender) == ("Rana", 29, "woman")
    (paper,) = await rows(world, Attachment)
    (file,) = await rows(world, StoredFile)
    assert (paper.kind, paper.file_id, file.filename) == ("cv", file.id, "cv.pdf")
    store: FileStore = app.state.files
    assert await store.get(file) == a_pdf
    async with world.database.transaction() as session:
        process = await session.get_one(Process, application_id)
        start = await session.get_one(Outbox, (application_id, 0))
        assert (process.kind, process.parent_id) == ("application", case.recruitment_id)
        assert (process.trust_id, start.fact, start.sent_at) == (case.trust_id, None, None)
    async with world.database.transaction() as session:
        report = await audit.verify(session)
    assert report.whole
    assert report.events == 1
    (person,) = [one for one in await rows(world, Person) if one.email == handed["email"]]
    assert (person.id, person.verified_at) == (application.person_id, None)


async def test_json_alone_does_too(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    more = {"cv": {"basics": {"name": "Ingrid"}}, "exemption_asked": True, "letter": "x" * 20_000}
    answer = await anonymous.post(f"/adverts/{case.advert_id}/applications", json=handed | more)
    assert answer.status_code == 201
    (version,) = await rows(world, ApplicationVersion)
    (application,) = await rows(world, Application)
    assert (version.cv, version.exemption_reason) == ({"basics": {"name": "Ingrid"}}, "")
    assert application.exemption_asked


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"state": "draft"}, 404, "not_found"),
        ({"opens": timedelta(hours=1)}, 409, "advert_not_open"),
        ({"closes": timedelta(seconds=-1)}, 410, "advert_closed"),
        ({"state": "closed", "closes": timedelta(hours=-1)}, 410, "advert_closed"),
        ({"state": "withdrawn"}, 410, "advert_withdrawn"),
    ],
)
async def test_only_while_the_advert_is_open(
    anonymous: httpx.AsyncClient,
    world: World,
    handed: dict[str, Any],
    given: dict[str, Any],
    status: int,
    code: str,
) -> None:
    case = await world.case(**given)
    answer = await send(anonymous, case, handed)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await rows(world, Application) == []


async def test_after_closing_it_says_when_it_closed(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], later: Later
) -> None:
    case = await world.case(closes=timedelta(days=3))
    assert (await send(anonymous, case, handed)).status_code == 201
    later(timedelta(days=4))
    answer = await anonymous.post(
        f"/adverts/{case.advert_id}/applications",
        json=handed | {"email": "late@example.org"},
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 410
    assert answer.json()["detail"].startswith("The deadline was ")
    assert "2026" in answer.json()["detail"]


async def test_an_open_advert_whose_process_is_late_is_open_by_our_clock(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case(state="scheduled")
    assert (await send(anonymous, case, handed)).status_code == 201


async def test_an_unknown_advert(anonymous: httpx.AsyncClient, handed: dict[str, Any]) -> None:
    answer = await anonymous.post(f"/adverts/{uuid4()}/applications", json=handed)
    assert answer.status_code == 404


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("cv.pdf", _zip(), 415, "file_type_differs"),
        ("cv.exe", b"MZ", 415, "file_type_not_taken"),
        ("cv.pdf", b"%PDF-1.7\n" + b"x" * (11 << 20), 413, "request_too_large"),
        ("cv.pdf", b"%PDF-1.7\n" + b"x" * (40 << 20), 413, "request_too_large"),
    ],
)
async def test_a_bad_paper_is_refused_and_nothing_is_kept(
    anonymous: httpx.AsyncClient,
    world: World,
    handed: dict[str, Any],
    name: str,
    content: bytes,
    status: int,
    code: str,
) -> None:
    case = await world.case()
    answer = await send(anonymous, case, handed, (name, content))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await rows(world, Application) == []
    assert await rows(world, StoredFile) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "not an address"}, "email"),
        ({"age": 7}, "age"),
        ({"gender": "unknown"}, "gender"),
        ({"language": "se"}, "language"),
        ({"state": "hired"}, "state"),
        ({"letter": "x" * 20_001}, "letter"),
        ({"phone": "call me"}, "phone"),
        ({"answers": {str(UUID(int=1)): True}}, f"answers.{UUID(int=1)}"),
    ],
)
async def test_what_is_to_be_mended_is_named(
    anonymous: httpx.AsyncClient,
    world: World,
    handed: dict[str, Any],
    change: dict[str, Any],
    field: str,
) -> None:
    case = await world.case()
    answer = await send(anonymous, case, handed | change)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {field}
    assert await rows(world, Application) == []


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"name": "\\ud800"}', "application/json", 422),
        (b"name=Ingrid", "application/x-www-form-urlencoded", 415),
        (b"", "", 415),
        (b"x" * 400_000, "application/json", 413),
        (b"--x\r\n", "multipart/form-data; boundary=x", 422),
        (b"--x--\r\n", "multipart/form-data; boundary=x", 422),
        (b"--x--\r\n", "multipart/form-data", 400),
    ],
)
async def test_what_cannot_be_read_is_refused(
    anonymous: httpx.AsyncClient, world: World, content: bytes, kind: str, status: int
) -> None:
    case = await world.case()
    answer = await anonymous.post(
        f"/adverts/{case.advert_id}/applications",
        content=content,
        headers={"Content-Type": kind} if kind else {},
    )
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "yes_no",
        "nb": "Har du autorisasjon?",
        "en": "Are you authorised?",
        "required": True,
        "actions": [{"when": {"is": False}, "then": {"flag": "not_authorised"}}],
    },
    {"kind": "file", "nb": "Vitnemål", "en": "Diploma"},
    {
        "kind": "number",
        "nb": "Når kan du begynne?",
        "en": "When can you begin?",
        "actions": [{"when": {"unanswered": True}, "then": {"note": "ask"}}],
    },
]


async def asked(world: World, case: Case) -> list[UUID]:
    async with world.database.transaction() as session:
        query = select(ScreeningQuestion.id).where(ScreeningQuestion.advert_id == case.advert_id)
        return list(await session.exec(query.order_by(col(ScreeningQuestion.position))))


async def test_answers_are_stored_with_what_they_lead_to(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], a_pdf: bytes
) -> None:
    case = await world.case(questions=QUESTIONS)
    authorised, diploma, _ = await asked(world, case)
    answers = {str(authorised): False, str(diploma): "vitnemål.pdf"}
    answer = await send(anonymous, case, handed | {"answers": answers}, ("vitnemål.pdf", a_pdf))
    assert answer.status_code == 201
    stored = {row.question_id: row for row in await rows(world, ScreeningAnswer)}
    (file,) = await rows(world, StoredFile)
    (application,) = await rows(world, Application)
    assert (stored[authorised].answer, stored[authorised].flags) == (False, ["flag:not_authorised"])
    assert stored[diploma].answer == str(file.id)
    assert sorted(tuple(row.flags) for row in stored.values()) == [
        (),
        ("flag:not_authorised",),
        ("note:ask",),
    ]
    assert application.state == "received"


@pytest.mark.parametrize("sent", [None, "yes"])
async def test_a_required_answer_is_missing_or_wrong(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], sent: Any
) -> None:
    case = await world.case(questions=QUESTIONS)
    authorised, diploma, _ = await asked(world, case)
    answers = {str(authorised): sent, str(diploma): "not sent.pdf"}
    answer = await send(anonymous, case, handed | {"answers": answers})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_answers")
    assert set(answer.json()["fields"]) == {f"answers.{authorised}", f"answers.{diploma}"}
    assert await rows(world, StoredFile) == []


async def test_the_second_press_of_the_button(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], a_pdf: bytes
) -> None:
    case = await world.case()
    first, second = [
        await send(anonymous, case, handed, ("cv.pdf", a_pdf), key="press") for _ in range(2)
    ]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(await rows(world, ApplicationVersion)) == 1
    other = await send(anonymous, case, handed | {"name": "Another"}, key="press")
    assert other.status_code == 422


async def test_the_same_address_again_waits_and_replaces_nothing(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], a_pdf: bytes
) -> None:
    case = await world.case()
    first = await send(anonymous, case, handed)
    again = handed | {"email": handed["email"].upper(), "name": "Somebody Else"}
    second = await send(anonymous, case, again, ("cv.pdf", a_pdf))
    assert second.status_code == 201
    assert second.json().keys() == first.json().keys()
    assert second.json()["id"] == first.json()["id"]
    (application,) = await rows(world, Application)
    versions = {row.number: row for row in await rows(world, ApplicationVersion)}
    assert application.current_version == 1
    assert (versions[1].confirmed, versions[2].confirmed) == (True, False)
    assert (versions[1].name, versions[2].name) == ("Ingrid Nyheim", "Somebody Else")
    facts = [(row.number, row.fact, row.about) for row in await rows(world, Outbox)]
    assert facts == [(0, None, None), (1, "application_again", versions[2].id)]
    kinds = [row.kind for row in await rows(world, AuditEvent)]
    assert kinds == ["application.received", "application.received_again"]


async def test_there_is_an_end_to_applying_again(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], later: Later
) -> None:
    case = await world.case()
    answers = [await send(anonymous, case, handed) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [201] * 6 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    later(timedelta(days=2))
    assert (await send(anonymous, case, handed)).status_code == 201


async def test_one_person_for_several_adverts(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    cases = [await world.case() for _ in range(3)]
    await asyncio.gather(*(send(anonymous, case, handed) for case in cases))
    applications = await rows(world, Application)
    assert len(applications) == 3
    assert len({application.person_id for application in applications}) == 1


async def test_letters_beyond_ascii_are_the_same_person_too(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    for case in (await world.case(), await world.case()):
        answer = await send(anonymous, case, handed | {"email": "Åse.Øvrebø@example.org"})
        assert answer.status_code == 201
    people = {row.person_id for row in await rows(world, Application)}
    assert len(people) == 1


async def test_two_at_the_same_moment_are_one_application(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    answers = await asyncio.gather(*(send(anonymous, case, handed) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len(await rows(world, Application)) == 1
    numbers = sorted(row.number for row in await rows(world, ApplicationVersion))
    assert numbers == [1, 2, 3, 4]


async def test_after_withdrawing_one_may_apply_anew(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    first = await send(anonymous, case, handed)
    (application,) = await rows(world, Application)
    me = await world.sign_in(application.person_id)
    await anonymous.post(f"/my/applications/{first.json()['id']}/withdrawal", headers=me)
    second = await send(anonymous, case, handed)
    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]
    states = sorted(row.state for row in await rows(world, Application))
    assert states == ["received", "withdrawn"]


@pytest.mark.parametrize(
    ("change", "source"),
    [({}, None), ({"source": "finn"}, "finn"), ({"via": "unknown", "source": "finn"}, "finn")],
)
async def test_where_it_came_from(
    anonymous: httpx.AsyncClient,
    world: World,
    handed: dict[str, Any],
    change: dict[str, Any],
    source: str | None,
) -> None:
    case = await world.case()
    await send(anonymous, case, handed | change)
    (application,) = await rows(world, Application)
    assert application.source == source


async def test_a_tracking_code_tells_the_channel(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    (channel,) = await rows(world, Channel)
    await send(anonymous, case, handed | {"via": channel.tracking_code, "source": "finn"})
    (application,) = await rows(world, Application)
    assert application.source == "career_site"
