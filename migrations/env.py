"""What Alembic runs: online only, on the address the program uses."""

from alembic import context
from sqlalchemy import create_engine

from services.kit.settings import settings
from services.tables import metadata

config = context.config
url = config.get_main_option("sqlalchemy.url") or settings().database_url
engine = create_engine(url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
