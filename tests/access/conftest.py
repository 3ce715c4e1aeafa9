"""The demo hospital with its neighbour, on a fresh database."""

from pathlib import Path

import pytest

from services.kit.database import Database
from services.kit.settings import Settings
from tests.access.hospital import BASE, Hospital, Mailbox, application


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, public_url=BASE)


@pytest.fixture
async def hospital(database: Database, settings: Settings, mailbox: Mailbox) -> Hospital:
    hospital = Hospital(application(database, settings, mailbox), database, settings)
    await hospital.set_up()
    return hospital
