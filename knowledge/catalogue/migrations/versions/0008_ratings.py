"""How customers rate products, as a part of what is known of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("customer_feature", sa.Column("rating", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("customer_feature", "rating")
