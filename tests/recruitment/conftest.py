"""The demo hospital with the routes of recruitment, and a case in it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.embedded.postgres import Postgres
from services.kit import clock
from services.kit.database import Database
from services.kit.settings import Settings
from services.recruitment.api import router
from tests.access.hospital import BASE, Hospital, Mailbox, application, copy_of, furnish
from tests.recruitment.case import Case, desk, start


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, public_url=BASE)


@pytest.fixture(scope="session")
async def furnished(postgres: Postgres, template: str) -> AsyncIterator[str]:
    """The name of a database with the hospital in it, to be copied."""
    with copy_of(postgres, template) as name:
        database = Database(postgres.url(name), pool=1)
        await furnish(database)
        await database.close()
        yield name


@pytest.fixture
async def hospital(
    postgres: Postgres, furnished: str, settings: Settings
) -> AsyncIterator[Hospital]:
    with copy_of(postgres, furnished) as name:
        database = Database(postgres.url(name), pool=5)
        app = application(database, settings, Mailbox())
        app.include_router(router, prefix="/api/v1")
        app.state.desk = desk(database)
        yield Hospital(app, database, settings)
        await database.close()
        clock.set_offset(timedelta(), mode="embedded")


@pytest.fixture
async def case(hospital: Hospital) -> Case:
    return await start(hospital)
