"""Bring the tables to what the program needs, and say whether they are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from services.kit.settings import Settings

PROJECT = Path(__file__).parent.parent


def configuration(url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(settings: Settings) -> None:
    """Upgrade to the newest version; nothing happens where it is reached."""
    command.upgrade(configuration(settings.database_url), "head")


def head() -> str | None:
    """The newest version there is."""
    return ScriptDirectory.from_config(configuration("postgresql://")).get_current_head()
