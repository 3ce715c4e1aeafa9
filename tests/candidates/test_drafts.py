"""An application that is being written: kept for one browser, sent whole, and forgotten."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services import duties
from services.candidates.applications.tables import Application, ApplicationVersion, Attachment
from services.candidates.drafts import resume
from services.candidates.drafts.tables import ApplicationDraft, DraftPaper
from services.kit.errors import Invalid
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from tests.candidates.applying import rows
from tests.candidates.conftest import Case, Later, World

ABOUT = {"name": "Ingrid Nyheim", "email": "ingrid.nyheim@example.org", "language": "nb"}
ENGLISH = {"Accept-Language": "en"}


async def step(
    visitor: httpx.AsyncClient, case: Case, name: str, said: dict[str, Any], **files: bytes
) -> httpx.Response:
    return await visitor.post(
        f"/adverts/{case.advert_id}/apply/{name}",
        data=said
        if any(one in said for one in ("add", "back", "remove"))
        else {**said, "go": "yes"},
        files=[(field, (f"{field}.pdf", content)) for field, content in files.items()],
        headers=ENGLISH,
    )


async def written(visitor: httpx.AsyncClient, world: World, a_pdf: bytes) -> Case:
    """Somebody has written an application with a CV, and looks at it."""
    case = await world.case()
    assert (await step(visitor, case, "about", ABOUT)).status_code == 303
    answer = await step(visitor, case, "papers", {"letter": "I like it."}, cv=a_pdf)
    assert answer.headers["location"] == f"/adverts/{case.advert_id}/apply/check"
    return case


async def test_what_is_written_can_be_read_by_its_browser_only(
    visitor: httpx.AsyncClient, world: World, a_pdf: bytes
) -> None:
    case = await written(visitor, world, a_pdf)
    (draft,) = await rows(world, ApplicationDraft)
    assert b"Ingrid" not in draft.sealed
    [cookie] = [one for one in visitor.cookies.jar if "draft" in one.name]
    assert cookie.value not in {draft.key_hash, None}
    visitor.cookies.clear()
    answer = await visitor.get(f"/adverts/{case.advert_id}/apply/check")
    assert answer.headers["location"] == f"/adverts/{case.advert_id}/apply"
    assert "Ingrid" not in (await visitor.get(f"/adverts/{case.advert_id}/apply")).text


async def test_it_is_sent_whole_and_the_draft_is_gone(
    visitor: httpx.AsyncClient, world: World, a_pdf: bytes
) -> None:
    case = await written(visitor, world, a_pdf)
    cv = {"work": [{"name": "Mosjøen", "position": "Nurse"}], "basics": {"name": "Ingrid"}}
    path = f"/adverts/{case.advert_id}/apply"
    files = [("resume", ("cv.json", json.dumps(cv).encode()))]
    await visitor.post(f"{path}/papers", data={"letter": "Hello", "import": "yes"}, files=files)
    for _ in range(2):
        answer = await visitor.post(f"{path}/check", data={"once": "pressed"})
        assert answer.headers["location"] == f"/adverts/{case.advert_id}/received"
    (application,) = await rows(world, Application)
    (version,) = await rows(world, ApplicationVersion)
    (paper,) = await rows(world, Attachment)
    assert (application.advert_id, version.letter, paper.kind) == (case.advert_id, "Hello", "cv")
    assert version.cv == {"work": [{"name": "Mosjøen", "position": "Nurse"}]}
    assert [await rows(world, table) for table in (ApplicationDraft, DraftPaper)] == [[], []]
    assert len(await rows(world, StoredFile)) == 1
    again = await visitor.post(f"{path}/check")
    assert again.headers["location"] == path
    assert len(await rows(world, Application)) == 1


async def test_what_is_wrong_is_kept_too_but_not_sent(
    visitor: httpx.AsyncClient, world: World
) -> None:
    case = await world.case()
    answer = await step(visitor, case, "about", {**ABOUT, "age": "old"})
    assert answer.status_code == 200
    assert "whole years" in answer.text
    shown = await visitor.get(f"/adverts/{case.advert_id}/apply")
    assert 'value="old"' in shown.text
    answer = await visitor.post(f"/adverts/{case.advert_id}/apply/check", headers=ENGLISH)
    assert "whole years" in answer.text
    assert await rows(world, Application) == []


async def test_a_file_takes_the_place_of_the_one_before_and_can_be_removed(
    visitor: httpx.AsyncClient, world: World, a_pdf: bytes
) -> None:
    case = await written(visitor, world, a_pdf)
    await step(visitor, case, "papers", {"add": "yes"}, cv=a_pdf, others=a_pdf)
    kept = {paper.field: paper.id for paper in await rows(world, DraftPaper)}
    assert kept.keys() == {"cv", "others"}
    stranger = {"remove": str(UUID(int=0))}
    await step(visitor, case, "papers", stranger)
    await step(visitor, case, "papers", {"remove": str(kept["cv"])})
    assert [paper.field for paper in await rows(world, DraftPaper)] == ["others"]


async def test_a_page_sent_twice_keeps_a_file_once(
    visitor: httpx.AsyncClient, world: World, a_pdf: bytes
) -> None:
    case = await written(visitor, world, a_pdf)
    for _ in range(2):
        await step(visitor, case, "papers", {"letter": "Once"}, cv=a_pdf, others=a_pdf)
    assert sorted(paper.field for paper in await rows(world, DraftPaper)) == ["cv", "others"]
    await step(visitor, case, "papers", {"letter": "Then another"})
    answer = await visitor.get(f"/adverts/{case.advert_id}/apply/check")
    assert "Then another" in answer.text


@pytest.mark.parametrize(("days", "left"), [(13, 1), (15, 0)])
async def test_a_draft_is_forgotten_in_time(
    visitor: httpx.AsyncClient, world: World, a_pdf: bytes, later: Later, days: int, left: int
) -> None:
    case = await world.case(closes=timedelta(days=30))
    await step(visitor, case, "about", ABOUT)
    await step(visitor, case, "papers", {}, cv=a_pdf)
    later(timedelta(days=days))
    await duties.once(world.database, FileStore.open(world.settings))
    for table in (ApplicationDraft, DraftPaper, StoredFile):
        assert len(await rows(world, table)) == left


async def test_a_draft_is_forgotten_when_the_advert_has_closed(
    visitor: httpx.AsyncClient, world: World, later: Later
) -> None:
    case = await world.case(closes=timedelta(days=2))
    await step(visitor, case, "about", ABOUT)
    later(timedelta(days=3))
    await duties.once(world.database, FileStore.open(world.settings))
    assert await rows(world, ApplicationDraft) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"\xff\xfe", "resume_not_text"),
        (b"{", "resume_not_json"),
        (b"[]", "resume_empty"),
        (b'{"basics": {"name": "Me"}}', "resume_empty"),
        (b'{"work": {}}', "resume_no_list"),
        (b'{"work": ["a"]}', "resume_no_entry"),
        (b'{"work": [{"startDate": "soon"}]}', "resume_no_date"),
        (b'{"work": [{"highlights": [1]}]}', "resume_no_text"),
        (b" " * 400_000, "resume_too_large"),
    ],
)
def test_a_resume_that_is_none_says_why(said: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        resume.read(said)
    assert refused.value.code == code


def test_what_a_resume_holds_besides_is_left_out() -> None:
    said = {"work": [{"name": "A", "url": "https://a", "endDate": "2025"}], "meta": {"v": 1}}
    assert resume.read(json.dumps(said).encode()) == {"work": [{"name": "A", "endDate": "2025"}]}
