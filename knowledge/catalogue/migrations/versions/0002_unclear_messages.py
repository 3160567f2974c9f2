"""Messages that were not understood, kept to learn from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "unclear_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("intents", sa.JSON(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclear_message")),
    )
    with op.batch_alter_table("unclear_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unclear_message_at"), ["at"], unique=False)
        batch_op.create_index("ix_unclear_message_text_language", ["text", "language"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("unclear_message", schema=None) as batch_op:
        batch_op.drop_index("ix_unclear_message_text_language")
        batch_op.drop_index(batch_op.f("ix_unclear_message_at"))

    op.drop_table("unclear_message")
