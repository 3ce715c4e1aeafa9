"""People can subscribe to new adverts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "d7a51f30c6e8"
down_revision: str | None = "c4e0a85d2b17"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_email"), "subscription", ["email"])
    op.create_table(
        "subscription_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("advert_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["advert_id"], ["advert.id"], name=op.f("fk_subscription_letter_advert_id_advert")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_subscription_letter_subscription_id_subscription"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_letter")),
        sa.UniqueConstraint(
            "subscription_id",
            "advert_id",
            name=op.f("uq_subscription_letter_subscription_id_advert_id"),
        ),
    )
    for column in ("advert_id", "subscription_id"):
        op.create_index(op.f(f"ix_subscription_letter_{column}"), "subscription_letter", [column])


def downgrade() -> None:
    op.drop_table("subscription_letter")
    op.drop_table("subscription")
