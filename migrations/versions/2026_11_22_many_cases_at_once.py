"""The list of cases as each keeps it, what is done for many at once, and asked-for reminders."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "5d0e7c1b94a8"
down_revision: str | None = "b4e8d17a6c35"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "kept_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=True),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_list_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_list")),
        sa.UniqueConstraint("person_id", name=op.f("uq_kept_list_person_id")),
    )
    op.create_table(
        "case_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_case_run_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_run")),
    )
    op.create_index(op.f("ix_case_run_person_id"), "case_run", ["person_id"])
    op.add_column("task", sa.Column("urged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_audit_event_steps",
        "audit_event",
        ["chain", "number"],
        postgresql_where=sa.text("kind IN ('case.started', 'case.phase_entered')"),
    )
    op.create_index(
        "ix_audit_event_left",
        "audit_event",
        ["at"],
        postgresql_where=sa.text("kind = 'case.phase_entered'"),
    )


def downgrade() -> None:
    op.drop_index("ix_audit_event_left", table_name="audit_event")
    op.drop_index("ix_audit_event_steps", table_name="audit_event")
    op.drop_column("task", "urged_at")
    op.drop_table("case_run")
    op.drop_table("kept_list")
