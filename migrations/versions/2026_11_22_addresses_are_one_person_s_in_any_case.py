"""An address is one person's however it is capitalised, beyond ASCII too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "5c1b0d7f42ae"
down_revision: str | None = "01a265d0d1e6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("uq_person_address", table_name="person")
    op.create_index(
        "uq_person_address",
        "person",
        [sa.literal_column("casefold(email COLLATE pg_unicode_fast)")],
        unique=True,
    )


def downgrade() -> None:
    op.drop_index("uq_person_address", table_name="person")
    op.create_index("uq_person_address", "person", [sa.literal_column("lower(email)")], unique=True)
