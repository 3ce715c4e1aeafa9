"""What an application says is checked: particulars, papers and answers to questions."""

import io
import zipfile
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import col, select

from services.candidates.applications.tables import Application, ScreeningAnswer
from services.kit.files.tables import StoredFile
from services.recruitment.advert.tables import ScreeningQuestion
from tests.candidates.applying import rows, send
from tests.candidates.conftest import Case, World


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


async def test_it_says_which_of_several_papers_is_refused(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], a_pdf: bytes
) -> None:
    case = await world.case()
    answer = await send(anonymous, case, handed, ("cv.pdf", a_pdf), ("b.pdf", b"%PDF-1.4\ngarbage"))
    assert (answer.status_code, answer.json()["code"]) == (415, "file_unreadable")
    assert list(answer.json()["fields"]) == ["papers.1"]


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
