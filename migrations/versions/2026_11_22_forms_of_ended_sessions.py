"""What somebody had typed when their session ended is kept for an hour."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "f27c90ab61d4"
down_revision: str | None = "e81b5d40f7a2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_form_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
        sa.UniqueConstraint("browser_hash", name=op.f("uq_kept_form_browser_hash")),
    )
    op.create_index(op.f("ix_kept_form_person_id"), "kept_form", ["person_id"])


def downgrade() -> None:
    op.drop_table("kept_form")
