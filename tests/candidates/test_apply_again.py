"""The same person applies more than once: by accident, anew, for several adverts."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application, ApplicationVersion
from services.kit.processes.tables import Outbox
from tests.candidates.applying import rows, send
from tests.candidates.conftest import Later, World


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
