"""A case in the demo hospital, and a case that has come to its nomination."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from services.kit.database import Database
from services.kit.settings import Settings
from services.recruitment.api import router
from tests.access.hospital import Hospital, Mailbox, application
from tests.prepared import Prepared, Way
from tests.recruitment.case import APPROVED, PUBLISHED, SUBMITTED, Case, desk, in_draft
from tests.recruitment.hiring import Hiring
from tests.recruitment.nominating import NOMINATED, planted, unplanted

BroughtCase = Callable[..., Awaitable[Case]]
BroughtHiring = Callable[..., Awaitable[Hiring]]
"""They take the steps that lead to where a test begins."""


@pytest.fixture
def hospital(hospital_database: Database, settings: Settings) -> Hospital:
    app = application(hospital_database, settings, Mailbox(), router)
    app.state.desk = desk(hospital_database)
    return Hospital(app, hospital_database, settings)


@pytest.fixture(scope="session")
def case_way(furnished: Prepared) -> Way[Case]:
    return Way(furnished)


@pytest.fixture
def brought_case(case_way: Way[Case], hospital: Hospital) -> BroughtCase:
    return partial(case_way.after, Case(hospital))


@pytest.fixture
async def case(brought_case: BroughtCase) -> Case:
    return await brought_case(in_draft)


@pytest.fixture
async def submitted(brought_case: BroughtCase) -> Case:
    return await brought_case(*SUBMITTED)


@pytest.fixture
async def approved(brought_case: BroughtCase) -> Case:
    return await brought_case(*APPROVED)


@pytest.fixture
async def published(brought_case: BroughtCase) -> Case:
    return await brought_case(*PUBLISHED)


@pytest.fixture(scope="session")
def hiring_way(tables: Prepared) -> Way[Hiring]:
    return Way(tables)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For files, which outlast a test: a step may have written them."""
    return tmp_path_factory.mktemp("hiring")


@pytest.fixture
def brought(hiring_way: Way[Hiring], database: Database, home: Path) -> BroughtHiring:
    return partial(hiring_way.after, unplanted(database, home))


@pytest.fixture
async def hiring(brought: BroughtHiring) -> Hiring:
    """The case after its interviews: three to rank, one unqualified, one not invited."""
    return await brought(planted)


@pytest.fixture
async def nominated(brought: BroughtHiring) -> Hiring:
    """The same case, where the first three may be offered the post."""
    return await brought(*NOMINATED)
