"""Places of recommended lists that were drawn, with their probabilities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "recommendation_shown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.String(length=100), nullable=False),
        sa.Column("list_name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(length=100), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("likeliest", sa.Boolean(), nullable=False),
        sa.Column("pool", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_shown")),
    )
    with op.batch_alter_table("recommendation_shown", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_shown_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_shown_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recommendation_shown")
