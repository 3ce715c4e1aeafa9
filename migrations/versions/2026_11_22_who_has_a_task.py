"""Who has a task when at work, in whose place, and for how long."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "8e27c4a9d315"
down_revision: str | None = "5c1b0d7f42ae"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

REFERENCES = {"holder_id": "fk_task_holder_id", "in_place_of": "fk_task_in_place_of"}


def upgrade() -> None:
    for name, constraint in REFERENCES.items():
        op.add_column("task", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(constraint), "task", "person", [name], ["id"])
    op.add_column("task", sa.Column("days", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("task", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    # Who had got a task from its owner was the deputy, or the superior once it had gone there.
    op.execute(
        "UPDATE task SET holder_id = owner_id, escalated_at = CASE WHEN EXISTS ("
        "SELECT FROM audit_event WHERE about = task.id AND kind = 'task.escalated') "
        "THEN escalate_at END"
    )
    op.execute("UPDATE task SET holder_id = assignee_id WHERE escalated_at IS NOT NULL")
    op.alter_column("task", "days", server_default=None)
    op.create_index(op.f("ix_task_holder_id"), "task", ["holder_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_task_holder_id"), table_name="task")
    op.drop_column("task", "escalated_at")
    op.drop_column("task", "days")
    for name in REFERENCES:
        op.drop_column("task", name)
