"""TRUNCATE is refused on what the audit has said, as UPDATE and DELETE are."""

from collections.abc import Sequence

from alembic import op

revision: str = "e81b5d40f7a2"
down_revision: str | None = "d3a96f18c042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

GUARDED = ("audit_event", "audit_root", "audit_root_head")


def upgrade() -> None:
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        )


def downgrade() -> None:
    for table in GUARDED:
        op.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")
