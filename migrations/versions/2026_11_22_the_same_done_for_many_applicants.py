"""Who is proposed for interview, and what was before something was done for many."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "b4e8d17a6c35"
down_revision: str | None = "f27c90ab61d4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "interview_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_interview_proposal_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interview_proposal_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_proposal")),
        sa.UniqueConstraint("application_id", name=op.f("uq_interview_proposal_application_id")),
    )
    op.create_table(
        "undoable",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recruitment_id"],
            ["recruitment.id"],
            name=op.f("fk_undoable_recruitment_id_recruitment"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_undoable_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undoable")),
    )
    op.create_index(op.f("ix_undoable_done_at"), "undoable", ["done_at"])
    op.create_index(op.f("ix_undoable_recruitment_id"), "undoable", ["recruitment_id"])


def downgrade() -> None:
    op.drop_table("undoable")
    op.drop_table("interview_proposal")
