"""An application that somebody else sent in a person's name counts as never made."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "d3a96f18c042"
down_revision: str | None = "c7d20e95ab14"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "application", sa.Column("disowned_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("application", "disowned_at")
