"""Bring the tables to what the program needs, and say whether they are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from services.access.audit.tables import GUARDED
from services.kit.settings import Settings

PROJECT = Path(__file__).parent.parent
RIGHTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    f"REVOKE UPDATE, DELETE ON {', '.join(GUARDED)} FROM {{role}}",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
)
"""What web and worker may do: write rows, except what the audit has said, and alter no table."""


def configuration(url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(settings: Settings) -> None:
    """Upgrade to the newest version, and give web and worker their rights on what there is then.

    Nothing happens where both is reached.
    """
    command.upgrade(configuration(settings.database_url), "head")
    if settings.database_role:
        _give_rights(settings.database_url, settings.database_role)


def _give_rights(url: str, role: str) -> None:
    engine = create_engine(url)
    quoted = engine.dialect.identifier_preparer.quote(role)
    with engine.begin() as connection:
        for right in RIGHTS:
            connection.execute(text(right.format(role=quoted)))
    engine.dispose()


def head() -> str | None:
    """The newest version there is."""
    return ScriptDirectory.from_config(configuration("postgresql://")).get_current_head()
