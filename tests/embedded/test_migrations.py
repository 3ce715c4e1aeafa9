"""The migrations make exactly the tables the program has."""

from alembic import command

from services.embedded.postgres import Postgres
from services.migrate import configuration


def test_migrations_match_the_tables(postgres: Postgres) -> None:
    postgres.make_database("migrated")
    config = configuration(postgres.url("migrated"))
    command.upgrade(config, "head")
    command.check(config)


def test_migrations_can_be_undone(postgres: Postgres) -> None:
    postgres.make_database("undone")
    config = configuration(postgres.url("undone"))
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    command.upgrade(config, "head")
