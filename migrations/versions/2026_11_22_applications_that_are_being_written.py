"""An application that is being written is kept for the browser that writes it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "b3d94c1e70fa"
down_revision: str | None = "5d0e7c1b94a8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "application_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("advert_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["advert_id"], ["advert.id"], name=op.f("fk_application_draft_advert_id_advert")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_draft")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_application_draft_key_hash")),
    )
    op.create_index(op.f("ix_application_draft_advert_id"), "application_draft", ["advert_id"])
    op.create_index(op.f("ix_application_draft_saved_at"), "application_draft", ["saved_at"])
    op.create_table(
        "draft_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["application_draft.id"],
            name=op.f("fk_draft_paper_draft_id_application_draft"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_draft_paper_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_paper")),
        sa.UniqueConstraint("file_id", name=op.f("uq_draft_paper_file_id")),
    )
    op.create_index(op.f("ix_draft_paper_draft_id"), "draft_paper", ["draft_id"])


def downgrade() -> None:
    op.drop_table("draft_paper")
    op.drop_table("application_draft")
