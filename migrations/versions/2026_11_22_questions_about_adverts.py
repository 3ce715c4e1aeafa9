"""What people ask about an advert is kept until it has been answered long ago."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "c4e0a85d2b17"
down_revision: str | None = "b3d94c1e70fa"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("advert_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["advert_id"], ["advert.id"], name=op.f("fk_enquiry_advert_id_advert")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_enquiry_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
    )
    for column in ("advert_id", "asked_at", "person_id"):
        op.create_index(op.f(f"ix_enquiry_{column}"), "enquiry", [column])


def downgrade() -> None:
    op.drop_table("enquiry")
