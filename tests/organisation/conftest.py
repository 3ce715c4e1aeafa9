"""The demo hospital with its neighbour, in a database of its own for each test."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.embedded.postgres import Postgres
from services.kit import clock
from services.kit.database import Database
from services.kit.settings import Settings
from tests.access.hospital import BASE, Hospital, Mailbox, application, copy_of, furnish


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


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
    postgres: Postgres, furnished: str, settings: Settings, mailbox: Mailbox
) -> AsyncIterator[Hospital]:
    with copy_of(postgres, furnished) as name:
        database = Database(postgres.url(name), pool=5)
        yield Hospital(application(database, settings, mailbox), database, settings)
        await database.close()
        clock.set_offset(timedelta(), mode="embedded")
