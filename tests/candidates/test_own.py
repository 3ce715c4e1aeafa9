"""The candidate's own pages over the API."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select

from services.candidates.applications.tables import Application, ApplicationVersion, Attachment
from services.kit import clock
from services.kit.files.tables import StoredFile
from services.selection.lists.tables import PublicList
from tests.candidates.applying import audited, read, told
from tests.candidates.conftest import Apply, Later, World, pdf

ROUTES: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "", None),
    ("PATCH", "", {"phone": "90000000"}),
    ("DELETE", "", None),
    ("POST", "/withdrawal", None),
    ("POST", "/exemption-request", {"reason": "x"}),
    ("POST", "/confirmation", {"version": 2, "mine": True}),
    ("POST", "/confirmation", {"version": 1, "mine": False}),
    ("GET", "/papers/00000000-0000-0000-0000-000000000001", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
async def test_the_anonymous_the_stranger_and_the_neighbour(
    anonymous: httpx.AsyncClient,
    world: World,
    apply: Apply,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    mine = await apply()
    address = f"/my/applications/{mine.id}{path}"
    answer = await anonymous.request(method, address, json=body)
    assert answer.status_code == 401
    stranger = await world.sign_in((await world.person("stranger@example.org")).id)
    neighbour = await apply(mine.case, email="neighbour@example.org")
    for other in (stranger, neighbour.me):
        answer = await anonymous.request(
            method, address, json=body, headers=other | {"If-Match": "*"}
        )
        assert answer.status_code == 404
    assert (await read(world, mine.id)).state == "received"
    assert await told(world, mine.id) == [None]


async def test_the_lists_are_ones_own(
    anonymous: httpx.AsyncClient, apply: Apply, world: World
) -> None:
    assert (await anonymous.get("/my/applications")).status_code == 401
    assert (await anonymous.get("/my/data")).status_code == 401
    first, second = await apply(), await apply()
    await apply(first.case, email="neighbour@example.org")
    listed = await anonymous.get("/my/applications", headers=first.me)
    assert [one["id"] for one in listed.json()["items"]] == [str(second.id), str(first.id)]
    stranger = await world.sign_in((await world.person("stranger@example.org")).id)
    assert (await anonymous.get("/my/applications", headers=stranger)).json()["items"] == []


async def test_what_a_candidate_sees(
    anonymous: httpx.AsyncClient, world: World, apply: Apply, later: Later
) -> None:
    mine = await apply(language="en", exemption_asked=True, letter="Because.")
    shown = (await anonymous.get(mine.path, headers=mine.me)).json()
    assert (shown["post"], shown["unit"]) == ("Sykepleier (English)", "Medical ward")
    assert (shown["status"], shown["stage"]) == ("received", "received")
    assert shown["text"] == "We have received your application."
    assert shown["next"]["text"].startswith("The deadline is ")
    assert (shown["letter"], shown["exemption_asked"]) == ("Because.", True)
    assert (shown["correctable"], shown["withdrawable"]) == (True, True)
    later(timedelta(days=20))
    me = await world.sign_in((await read(world, mine.id)).person_id)
    shown = (await anonymous.get(mine.path, headers=me)).json()
    assert shown["correctable"] is False


async def test_a_correction_is_another_version(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    mine = await apply(letter="First.", municipality="Rana")
    seen = await anonymous.get(mine.path, headers=mine.me)
    assert seen.headers["ETag"] == '"1"'
    answer = await anonymous.patch(
        mine.path, json={"letter": "Second."}, headers=mine.me | {"If-Match": '"1"'}
    )
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert (answer.json()["letter"], answer.json()["municipality"]) == ("Second.", "Rana")
    async with world.database.transaction() as session:
        versions = (await session.exec(select(ApplicationVersion))).all()
    assert {row.number: row.letter for row in versions} == {1: "First.", 2: "Second."}
    assert await told(world, mine.id) == [None, "application_corrected"]
    assert await audited(world, mine.id) == ["application.received", "application.corrected"]


async def test_a_correction_wants_the_version_that_was_read(
    anonymous: httpx.AsyncClient, apply: Apply
) -> None:
    mine = await apply()
    answer = await anonymous.patch(mine.path, json={"letter": "x"}, headers=mine.me)
    assert (answer.status_code, answer.json()["code"]) == (428, "if_match_missing")
    stale = mine.me | {"If-Match": '"7"'}
    answer = await anonymous.patch(mine.path, json={"letter": "x"}, headers=stale)
    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("change", "status"),
    [({}, 422), ({"name": None}, 422), ({"age": 7}, 422), ({"state": "hired"}, 422)],
)
async def test_a_bad_correction(
    anonymous: httpx.AsyncClient, apply: Apply, change: dict[str, Any], status: int
) -> None:
    mine = await apply()
    answer = await anonymous.patch(mine.path, json=change, headers=mine.me | {"If-Match": "*"})
    assert answer.status_code == status


async def test_papers_are_added_kept_and_left_out(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    mine = await apply()
    current = mine.me | {"If-Match": "*"}

    async def patch(json: str, *papers: str) -> dict[str, Any]:
        parts = [("papers", (name, pdf(), "application/pdf")) for name in papers]
        answer = await anonymous.patch(
            mine.path, files=[("application", (None, json)), *parts], headers=current
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    shown = await patch('{"paper_kinds": {"cv.pdf": "cv"}}', "cv.pdf", "vitnemål.pdf")
    assert [(one["filename"], one["kind"]) for one in shown["papers"]] == [
        ("cv.pdf", "cv"),
        ("vitnemål.pdf", "other"),
    ]
    first = shown["papers"][0]["id"]
    shown = await patch(f'{{"without_papers": ["{first}"]}}', "ny.pdf")
    assert [one["filename"] for one in shown["papers"]] == ["ny.pdf", "vitnemål.pdf"]
    paper = await anonymous.get(f"{mine.path}/papers/{shown['papers'][1]['id']}", headers=mine.me)
    assert paper.content == pdf()
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert paper.headers["Content-Security-Policy"] == "sandbox"
    async with world.database.transaction() as session:
        assert len((await session.exec(select(StoredFile))).all()) == 3
        assert len((await session.exec(select(Attachment))).all()) == 4


async def test_after_the_deadline_only_contact_details(
    anonymous: httpx.AsyncClient, world: World, apply: Apply, later: Later
) -> None:
    mine = await apply()
    later(timedelta(days=14))
    me = await world.sign_in((await read(world, mine.id)).person_id)
    current = me | {"If-Match": "*"}
    refused = await anonymous.patch(
        mine.path, json={"letter": "x", "phone": "90000000"}, headers=current
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "deadline_passed")
    taken = await anonymous.patch(
        mine.path, json={"phone": "90000000", "language": "en"}, headers=current
    )
    assert taken.status_code == 200
    assert (taken.json()["phone"], taken.json()["language"]) == ("90000000", "en")


async def test_answers_can_be_corrected(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    question = {"kind": "number", "nb": "År", "en": "Years", "required": True}
    case = await world.case(questions=[question])
    asked = (await anonymous.get(f"/adverts/{case.advert_id}")).json()["questions"]
    mine = await apply(case, answers={asked[0]["id"]: 4})
    current = mine.me | {"If-Match": "*"}
    kept = await anonymous.patch(mine.path, json={"phone": "90000000"}, headers=current)
    assert [one["answer"] for one in kept.json()["answers"]] == [4]
    changed = {"answers": {asked[0]["id"]: 5}}
    answer = await anonymous.patch(mine.path, json=changed, headers=current)
    assert [one["answer"] for one in answer.json()["answers"]] == [5]
    gone = {"answers": {asked[0]["id"]: None}}
    answer = await anonymous.patch(mine.path, json=gone, headers=current)
    assert answer.status_code == 422


async def test_withdrawing(anonymous: httpx.AsyncClient, world: World, apply: Apply) -> None:
    mine = await apply()
    answer = await anonymous.post(f"{mine.path}/withdrawal", headers=mine.me)
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    row = await read(world, mine.id)
    assert (row.state, row.withdrawn_at is not None) == ("withdrawn", True)
    assert await told(world, mine.id) == [None, "application_withdrawn"]
    again = await anonymous.post(f"{mine.path}/withdrawal", headers=mine.me)
    assert (again.status_code, again.json()["code"]) == (409, "application_ended")
    current = mine.me | {"If-Match": "*"}
    late = await anonymous.patch(mine.path, json={"phone": "90000000"}, headers=current)
    assert (late.status_code, late.json()["code"]) == (409, "application_ended")


@pytest.mark.parametrize("state", ["interview", "ranked", "offered"])
async def test_withdrawing_at_any_time_before_the_end(
    anonymous: httpx.AsyncClient, world: World, apply: Apply, later: Later, state: str
) -> None:
    mine = await apply()
    later(timedelta(days=30))
    async with world.database.transaction() as session:
        row = await session.get_one(Application, mine.id)
        row.state = state
    me = await world.sign_in(row.person_id)
    assert (await anonymous.post(f"{mine.path}/withdrawal", headers=me)).status_code == 200


async def test_asking_to_be_left_off_the_list(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    mine = await apply()
    wish = {"reason": "My employer must not know."}
    path = f"{mine.path}/exemption-request"
    answer = await anonymous.post(path, json=wish, headers=mine.me)
    assert (answer.status_code, answer.json()["exemption_asked"]) == (200, True)
    assert await told(world, mine.id) == [None, "exemption_asked"]
    async with world.database.transaction() as session:
        version = (await session.exec(select(ApplicationVersion))).one()
    assert version.exemption_reason == wish["reason"]
    again = await anonymous.post(path, json=wish, headers=mine.me)
    assert (again.status_code, again.json()["code"]) == (409, "exemption_asked_already")


async def test_the_list_is_drawn_up_already(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    mine = await apply()
    now = clock.now()
    async with world.database.transaction() as session:
        session.add(
            PublicList(
                recruitment_id=mine.case.recruitment_id,
                version=1,
                deadline=now + timedelta(days=13),
                frozen_at=now,
                total=1,
                women=1,
                men=0,
                entries=[],
            )
        )
    answer = await anonymous.post(f"{mine.path}/exemption-request", json={}, headers=mine.me)
    assert (answer.status_code, answer.json()["code"]) == (409, "list_frozen")
