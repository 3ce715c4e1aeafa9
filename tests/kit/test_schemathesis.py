"""What schemathesis makes up from the description is answered as the description says.

The requests go to the whole application and a real database in which there is what their paths
name, signed in as those who work there. What is drawn is the same every time.
"""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as drawing
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from services.app import API, AREAS, create_app
from services.embedded.postgres import Postgres
from services.kit import health
from services.kit.database import Database
from services.kit.openapi import operation_id, routes_of
from services.kit.settings import Settings
from services.recruitment.offer.service import file_recorders
from services.recruitment.service import RECORDERS as RECRUITMENT
from services.selection.service import RECORDERS as SELECTION
from services.tasks.service import RECORDERS as TASKS
from tests.access.hospital import BASE, Mailbox
from tests.desk import desk_at_once
from tests.kit.places import Place, plant
from tests.prepared import Prepared

Operation = Any
"""An `APIOperation`, whose type parameters schemathesis leaves open."""
Case = schemathesis.Case[Any]
Strategy = st.SearchStrategy[Case]
Asking = tuple[str, dict[str, str]]

VALID, INVALID = 3, 2
"""How many requests are drawn for each operation, and how many that are wrong."""
UNHEALTHY = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

CONFIG: dict[str, Any] = {
    # Signing in is ours: a made-up token would be answered with 401 every time.
    "generation": {"with-security-parameters": False},
    "checks": {
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
        # What is well-formed may still be refused for where the case stands, or for a rule that
        # no schema can say. That it is not refused needlessly is for the tests of each area.
        "positive_data_acceptance": {"enabled": False},
        # It would ask again by itself, over the network; `test_…` asks again without a session.
        "ignored_auth": {"enabled": False},
    },
    # 503 is what it says where a part is away, as Temporal is here.
    "operations": [
        {
            "include-path": ["/health/ready", "/api/v1/messages/{message_id}/resend"],
            "checks": {"not_a_server_error": {"expected-statuses": ["2xx", "4xx", "503"]}},
        }
    ],
}


def described() -> list[str]:
    """The ids of all operations, without the cost of describing them when tests are collected."""
    app = FastAPI()
    for area in (*AREAS, health.router):
        app.include_router(area, prefix=API)
    return [operation_id(route) for route in routes_of(app) if route.include_in_schema]


@dataclass(frozen=True)
class Described:
    """The application, its description as schemathesis reads it, and what its database holds."""

    app: FastAPI
    schema: Any
    prepared: Prepared
    places: tuple[Place, ...]


def put_before(app: FastAPI, database: Database) -> None:
    """Decisions are recorded at once, as the process would let them."""
    recorders = {**RECRUITMENT, **SELECTION, **TASKS, **file_recorders(app.state.files)}
    app.state.database, app.state.desk = database, desk_at_once(database, recorders)


@pytest.fixture(scope="session")
async def whole(
    postgres: Postgres, tables: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Described:
    prepared = Prepared(postgres, "described", like=tables.name)
    settings = Settings(
        home=tmp_path_factory.mktemp("described"),
        public_url=BASE,
        database_url=prepared.url,
        temporal_address="127.0.0.1:1",
        smtp_port=1,
    )
    app = create_app(settings)
    app.state.send_code = Mailbox().send
    put_before(app, prepared.database)
    places = await plant(app, prepared.database, settings)
    await prepared.database.close()
    prepared.keep()
    known = sorted({one for place in places for one in place.ids.values() if len(one) == 36})
    schemathesis.openapi.format("uuid", st.one_of(st.sampled_from(known), st.uuids().map(str)))
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_dict(app.openapi(), config=config)
    return Described(app, schema, prepared, places)


@pytest.fixture
async def client(whole: Described) -> AsyncIterator[httpx.AsyncClient]:
    with whole.prepared.begun():
        transport = httpx.ASGITransport(whole.app)
        async with httpx.AsyncClient(transport=transport) as client:
            yield client
        await whole.prepared.database.close()


@pytest.mark.parametrize("name", described())
async def test_is_answered_as_described(
    name: str, whole: Described, client: httpx.AsyncClient
) -> None:
    operation: Operation = whole.schema.find_operation_by_id(name)
    there = who_asks(operation, whole.places)
    right, wrong = valid(operation), invalid(operation, there[0][1])
    if operation.definition.raw.get("security"):
        assert (await client.send(sent(right[0], None))).status_code == 401
    # Everybody asks, and everything that was drawn is asked.
    most = max(len(right), len(there))
    for case, (token, ids) in islice(zip(cycle(right), cycle(there), strict=False), most):
        case.path_parameters = {**case.path_parameters, **ids}
        case.validate_response(await client.send(sent(case, token)))
    for case, (token, _) in zip(wrong, cycle(there), strict=False):
        case.validate_response(await client.send(sent(case, token)))


def who_asks(operation: Operation, places: tuple[Place, ...]) -> list[Asking]:
    """The session of everybody, and what is there, where there is the most of what it names."""
    names = re.findall(r"{(\w+)}", operation.path)
    named = [{name: place.ids[name] for name in names if name in place.ids} for place in places]
    most = max(map(len, named))
    asked: list[Asking] = []
    for place, ids in zip(places, named, strict=True):
        for token in place.tokens:
            if len(ids) == most and (token, ids) not in asked:
                asked.append((token, ids))
    return asked


def valid(operation: Operation) -> list[Case]:
    """Requests as the description shows them and as it allows them, of whichever version."""
    edits = "If-Match" in {parameter.name for parameter in operation.headers}
    headers = {"If-Match": "*"} if edits else {}
    shown: list[Strategy] = operation.get_strategies_from_examples(headers=headers)
    allowed: Strategy = operation.as_strategy(headers=headers)
    return [*(case for one in shown for case in drawn(one, 1)), *drawn(allowed, VALID)]


def invalid(operation: Operation, ids: dict[str, str]) -> list[Case]:
    """Requests with something wrong in them; none where nothing can be."""
    wrong = GenerationMode.NEGATIVE
    there: Strategy = operation.as_strategy(wrong, path_parameters=ids)
    anywhere: Strategy = operation.as_strategy(wrong)
    with suppress(Unsatisfiable):
        return drawn(st.one_of(there, anywhere), INVALID)
    return []


def drawn(strategy: Strategy, count: int) -> list[Case]:
    """The first cases of a strategy.

    They are sent afterwards: Hypothesis takes only what answers the same each time, and here one
    request changes what the next one finds.
    """
    cases: list[Case] = []

    @drawing(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=UNHEALTHY,
    )
    @given(strategy)
    def draw(case: Case) -> None:
        cases.append(case)

    draw()
    return cases


def sent(case: Case, token: str | None) -> httpx.Request:
    """The request of a case, as somebody."""
    signed_in = {"Authorization": f"Bearer {token}"} if token else {}
    asked = case.as_transport_kwargs(base_url=BASE, headers=signed_in)
    made: Any = requests.Request(**asked).prepare()
    headers = {name.encode(): value.encode("latin-1") for name, value in made.headers.items()}
    return httpx.Request(made.method, made.url, headers=headers, content=made.body)
