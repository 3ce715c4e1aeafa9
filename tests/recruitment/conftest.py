"""A new case in the demo hospital, and a case that has come to its nomination."""

from pathlib import Path

import pytest

from services.kit.database import Database
from services.kit.settings import Settings
from services.recruitment.api import router
from tests.access.hospital import Hospital, Mailbox, application
from tests.recruitment.case import Case, desk, start
from tests.recruitment.hiring import Hiring
from tests.recruitment.nominating import begin


@pytest.fixture
def hospital(hospital_database: Database, settings: Settings) -> Hospital:
    app = application(hospital_database, settings, Mailbox(), router)
    app.state.desk = desk(hospital_database)
    return Hospital(app, hospital_database, settings)


@pytest.fixture
async def case(hospital: Hospital) -> Case:
    return await start(hospital)


@pytest.fixture
async def hiring(database: Database, tmp_path: Path) -> Hiring:
    return await begin(database, tmp_path)


@pytest.fixture
async def nominated(hiring: Hiring) -> Hiring:
    """The same case, where the first three may be offered the post."""
    await hiring.nominate("anna", "bo", "cat")
    await hiring.check_preference()
    return hiring
