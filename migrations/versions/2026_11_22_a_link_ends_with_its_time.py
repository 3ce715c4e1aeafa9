"""A mailed link ends with its time: it opens nothing, so nothing is gained by taking it back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "c7d20e95ab14"
down_revision: str | None = "b41f7c60d9e2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_column("link", "revoked_at")


def downgrade() -> None:
    op.add_column("link", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
