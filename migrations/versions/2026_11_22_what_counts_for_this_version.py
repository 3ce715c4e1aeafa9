"""Discussions count for a version of the need, and marks once open stay open to no correction."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "b41f7c60d9e2"
down_revision: str | None = "8e27c4a9d315"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

VERSIONS = (
    ("recruitment", "material_version"),
    ("discussion", "version"),
    ("preference_check", "version"),
    ("absence", "version"),
)


def upgrade() -> None:
    for table, column in VERSIONS:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="1"))
        op.alter_column(table, column, server_default=None)
    op.add_column(
        "score_sheet", sa.Column("opened", sa.Boolean(), nullable=False, server_default="false")
    )
    op.alter_column("score_sheet", "opened", server_default=None)
    op.execute(
        "UPDATE score_sheet SET opened = true FROM recruitment"
        " WHERE recruitment.id = recruitment_id AND scores_opened_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("score_sheet", "opened")
    for table, column in VERSIONS:
        op.drop_column(table, column)
