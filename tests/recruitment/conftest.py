"""The demo hospital with the routes of recruitment, and a case in it."""

import pytest

from services.kit.database import Database
from services.kit.settings import Settings
from services.recruitment.api import router
from tests.access.hospital import Hospital, Mailbox, application
from tests.recruitment.case import Case, desk, start


@pytest.fixture
def hospital(hospital_database: Database, settings: Settings) -> Hospital:
    app = application(hospital_database, settings, Mailbox(), router)
    app.state.desk = desk(hospital_database)
    return Hospital(app, hospital_database, settings)


@pytest.fixture
async def case(hospital: Hospital) -> Case:
    return await start(hospital)
