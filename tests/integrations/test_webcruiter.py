"""The Webcruiter adapter against a fake that follows the call sequence of the public guides.

The fake keeps the processed flag per API client, issues tokens that end, and can be told to fail.
Field names come from the adapter's own mapping file: they are unverified on both sides.
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from services.integrations.ats import webcruiter_fields as fields
from services.integrations.ats.intake import EVERY, Intake, take_over
from services.integrations.ats.port import HiredCandidate
from services.integrations.ats.webcruiter import SYSTEM, Credentials, Webcruiter
from services.integrations.errors import FinalError, RetryableError

PAGE = 2
SECRET = "secret"


@dataclass
class FakeWebcruiter:
    """What the guides say the other end does."""

    hired: list[str] = field(default_factory=lambda: ["1001", "1002", "1003"])
    processed: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    clients: dict[str, str] = field(default_factory=lambda: {"stafett": SECRET, "other": "x"})
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    calls: list[str] = field(default_factory=list[str])
    failures: deque[Response] = field(default_factory=deque[Response])
    nameless: set[str] = field(default_factory=set[str])

    def end_tokens(self) -> None:
        self.tokens.clear()

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/token")
        async def token(request: Request) -> Any:
            form = await request.form()
            client = str(form.get("client_id"))
            if form.get("grant_type") != "client_credentials" or self.clients.get(
                client
            ) != form.get("client_secret"):
                return JSONResponse({"error": "invalid_client"}, 401)
            issued = f"token-{len(self.calls)}-{client}"
            self.tokens[issued] = client
            self.calls.append("token")
            return {"access_token": issued, "token_type": "Bearer", "expires_in": 600}

        @app.api_route("/api/{path:path}", methods=["GET", "POST"])
        async def api(path: str, request: Request) -> Any:
            bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
            if bearer not in self.tokens:
                return JSONResponse({"message": "unauthorized"}, 401)
            self.calls.append(f"{request.method} /{path}")
            if self.failures:
                return self.failures.popleft()
            return await self.answer(request, f"/{path}", self.tokens[bearer])

        return app

    async def answer(self, request: Request, path: str, client: str) -> Any:
        done = self.processed.setdefault(client, set())
        if path == fields.PATHS["hired"]:
            assert dict(request.query_params).items() >= fields.UNPROCESSED.items()
            waiting = [one for one in self.hired if one not in done]
            start = int(request.query_params.get(fields.PAGE, "0"))
            shown = waiting[start : start + PAGE]
            more = start + PAGE if start + PAGE < len(waiting) else None
            return {
                fields.LIST["items"]: [{fields.LIST["id"]: one} for one in shown],
                fields.LIST["next_page"]: more,
            }
        candidate = path.split("/")[3]
        if candidate not in self.hired:
            return JSONResponse({"message": "no such candidate"}, 404)
        if path == fields.PATHS["process"].format(id=candidate):
            assert request.method == "POST"
            done.add(candidate)
            return Response(status_code=204)
        assert path == fields.PATHS["details"].format(id=candidate)
        return {
            fields.NAME[0]: " Ingrid" if candidate not in self.nameless else "",
            fields.NAME[1]: f"Nyheim {candidate}",
            fields.CANDIDATE["email"]: f"{candidate}@example.org",
            fields.CANDIDATE["phone"]: None,
            fields.CANDIDATE["unit"]: "RANA-MED",
            fields.CANDIDATE["first_day"]: "2027-03-01T00:00:00",
        }


@pytest.fixture
def fake() -> FakeWebcruiter:
    return FakeWebcruiter()


def connect(fake: FakeWebcruiter, client: str = "stafett", secret: str = SECRET) -> Webcruiter:
    return Webcruiter(
        Credentials("https://wc.example.org/api", "https://wc.example.org/token", client, secret),
        httpx.ASGITransport(fake.app()),
    )


@pytest.fixture
async def webcruiter(fake: FakeWebcruiter) -> AsyncIterator[Webcruiter]:
    adapter = connect(fake)
    yield adapter
    await adapter.close()


class Newcomers:
    """Our side: what was durably begun, and, for some, a refusal."""

    def __init__(self, fake: FakeWebcruiter) -> None:
        self.fake = fake
        self.begun: dict[str, HiredCandidate] = {}
        self.refused: list[tuple[str, str, str]] = []
        self.crash_on: str | None = None

    async def begin(self, system: str, candidate: HiredCandidate) -> None:
        assert system == SYSTEM
        assert candidate.id not in self.fake.processed.get("stafett", set())
        if candidate.id == self.crash_on:
            raise ConnectionError
        self.begun[candidate.id] = candidate

    async def refuse(self, system: str, candidate_id: str, code: str) -> None:
        self.refused.append((system, candidate_id, code))


async def test_the_sequence_of_calls_is_the_one_of_the_guides(
    fake: FakeWebcruiter, webcruiter: Webcruiter
) -> None:
    ours = Newcomers(fake)
    taken = await take_over(webcruiter, ours.begin, ours.refuse)
    assert len(taken.begun) == 3
    assert fake.processed["stafett"] == {"1001", "1002", "1003"}
    one = fields.PATHS["details"].format(id="1001")
    assert fake.calls[:5] == [
        "token",
        "GET /candidates/hired",
        "GET /candidates/hired",
        f"GET {one}",
        f"POST {fields.PATHS['process'].format(id='1001')}",
    ]
    assert (await take_over(webcruiter, ours.begin, ours.refuse)).begun == []


async def test_what_a_candidate_becomes(webcruiter: Webcruiter) -> None:
    candidate = await webcruiter.details("1001")
    assert (candidate.name, candidate.email) == ("Ingrid Nyheim 1001", "1001@example.org")
    assert (candidate.phone, candidate.unit) == (None, "RANA-MED")
    assert candidate.first_day == date(2027, 3, 1)


async def test_the_processed_flag_is_kept_per_client(
    fake: FakeWebcruiter, webcruiter: Webcruiter
) -> None:
    other = connect(fake, "other", "x")
    await other.mark_processed("1001")
    assert await webcruiter.hired_candidates() == ["1001", "1002", "1003"]
    await webcruiter.mark_processed("1001")
    assert await webcruiter.hired_candidates() == ["1002", "1003"]
    await other.close()


async def test_a_crash_before_the_start_is_durable_loses_nobody(
    fake: FakeWebcruiter, webcruiter: Webcruiter
) -> None:
    ours = Newcomers(fake)
    ours.crash_on = "1002"
    with pytest.raises(ConnectionError):
        await take_over(webcruiter, ours.begin, ours.refuse)
    assert fake.processed["stafett"] == {"1001"}
    ours.crash_on = None
    await take_over(webcruiter, ours.begin, ours.refuse)
    assert set(ours.begun) == set(fake.hired)


async def test_a_crash_before_it_is_said_begins_the_same_newcomer_again(
    fake: FakeWebcruiter, webcruiter: Webcruiter
) -> None:
    ours = Newcomers(fake)
    fake.hired = ["1001"]
    fake.failures = deque()
    begun: list[str] = []

    async def begin(system: str, candidate: HiredCandidate) -> None:
        begun.append(candidate.id)
        if len(begun) == 1:
            fake.failures.append(JSONResponse({}, 503))
        await ours.begin(system, candidate)

    with pytest.raises(RetryableError):
        await take_over(webcruiter, begin, ours.refuse)
    await take_over(webcruiter, begin, ours.refuse)
    assert begun == ["1001"] * 2
    assert len(ours.begun) == 1


async def test_one_who_cannot_be_taken_over_does_not_stop_the_others(
    fake: FakeWebcruiter, webcruiter: Webcruiter
) -> None:
    fake.nameless = {"1001"}
    ours = Newcomers(fake)
    taken = await take_over(webcruiter, ours.begin, ours.refuse)
    assert taken.refused == {"1001": f"missing_{fields.NAME[0]}"}
    assert ours.refused == [("webcruiter", "1001", f"missing_{fields.NAME[0]}")]
    assert fake.processed["stafett"] == {"1002", "1003"}


@pytest.mark.parametrize(
    ("answer", "code", "after"),
    [
        (Response(status_code=429, headers={"Retry-After": "30"}), "http_429", 30),
        (Response(status_code=429, headers={"Retry-After": "soon"}), "http_429", None),
        (Response(status_code=429, headers={"Retry-After": "99999999"}), "http_429", 3600),
        (Response(status_code=503), "http_503", None),
        (Response(status_code=500, content=b"<html>"), "http_500", None),
        (Response(b'{"items": [{"candi', media_type="application/json"), "unreadable_json", None),
    ],
)
async def test_what_is_worth_another_try(
    fake: FakeWebcruiter, webcruiter: Webcruiter, answer: Response, code: str, after: int | None
) -> None:
    fake.failures.append(answer)
    with pytest.raises(RetryableError) as raised:
        await webcruiter.hired_candidates()
    assert raised.value.code == code
    assert raised.value.after == (timedelta(seconds=after) if after is not None else None)
    assert len(await webcruiter.hired_candidates()) == 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response(status_code=400), "http_400"),
        (Response(status_code=403), "http_403"),
        (Response(status_code=302, headers={"Location": "http://169.254.169.254/"}), "http_302"),
        (JSONResponse([]), "unexpected_body"),
        (JSONResponse({"items": 3}), "unexpected_body"),
        (JSONResponse({"items": [{}]}), f"missing_{fields.LIST['id']}"),
    ],
)
async def test_what_is_final(
    fake: FakeWebcruiter, webcruiter: Webcruiter, answer: Response, code: str
) -> None:
    fake.failures.append(answer)
    with pytest.raises(FinalError) as raised:
        await webcruiter.hired_candidates()
    assert raised.value.code == code


async def test_an_unknown_candidate_is_final(webcruiter: Webcruiter) -> None:
    with pytest.raises(FinalError, match="http_404"):
        await webcruiter.mark_processed("4004")


async def test_an_id_stays_in_its_folder(fake: FakeWebcruiter, webcruiter: Webcruiter) -> None:
    with pytest.raises(FinalError):
        await webcruiter.mark_processed("../../processes")
    assert fake.processed.get("stafett", set()) == set()


async def test_a_token_that_ended_is_renewed_once(
    fake: FakeWebcruiter, webcruiter: Webcruiter
) -> None:
    await webcruiter.hired_candidates()
    fake.end_tokens()
    assert len(await webcruiter.hired_candidates()) == 3
    assert fake.calls.count("token") == 2


async def test_a_token_is_renewed_before_it_ends(
    fake: FakeWebcruiter, webcruiter: Webcruiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await webcruiter.hired_candidates()
    monkeypatch.setattr("services.kit.clock._offset", timedelta(seconds=575))
    await webcruiter.hired_candidates()
    assert fake.calls.count("token") == 2


async def test_a_wrong_secret_is_final_and_not_repeated(fake: FakeWebcruiter) -> None:
    adapter = connect(fake, secret="wrong")
    with pytest.raises(FinalError) as raised:
        await adapter.hired_candidates()
    assert raised.value.code == "http_401"
    assert "wrong" not in str(raised.value)
    await adapter.close()


async def test_nobody_there_is_worth_another_try() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    adapter = Webcruiter(
        Credentials("https://wc.example.org", "https://wc.example.org/token", "a", "b"),
        httpx.MockTransport(refuse),
    )
    with pytest.raises(RetryableError, match="unreachable_ConnectError"):
        await adapter.hired_candidates()
    await adapter.close()


async def test_rounds_go_on_whatever_happens(fake: FakeWebcruiter, webcruiter: Webcruiter) -> None:
    ours = Newcomers(fake)
    intake = Intake(webcruiter, ours.begin, ours.refuse)
    fake.failures.append(Response(status_code=429, headers={"Retry-After": "1800"}))
    assert await intake.once() == timedelta(minutes=30)
    fake.failures.append(Response(status_code=403))
    assert await intake.once() == EVERY
    ours.crash_on = "1001"
    assert await intake.once() == EVERY
    assert ours.begun == {}
    ours.crash_on = None
    assert await intake.once() == EVERY
    assert set(ours.begun) == fake.processed["stafett"] == {"1001", "1002", "1003"}
