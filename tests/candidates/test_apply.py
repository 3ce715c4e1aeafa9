"""Anybody may apply while the advert is open."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.access import audit
from services.candidates.applications.tables import Application, ApplicationVersion, Attachment
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.processes.tables import Outbox, Process
from services.organisation.tables import Person
from services.recruitment.advert.tables import Channel
from tests.candidates.applying import rows, send
from tests.candidates.conftest import Later, World


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
