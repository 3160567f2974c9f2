"""What the order desk needs: addresses, what customers pay with, an order's payments, and its history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("customer", sa.Column("address", sa.JSON(), nullable=True))
    op.add_column("customer", sa.Column("postcode", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_customer_postcode"), "customer", ["postcode"])
    op.add_column("order", sa.Column("address", sa.JSON(), nullable=True))
    op.add_column("order_line", sa.Column("sent_back", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("order_line", sa.Column("exchange_sku", sa.String(length=100), nullable=True))
    op.add_column("order_line", sa.Column("exchange_paid", sa.BigInteger(), nullable=True))
    op.create_table(
        "payment_method",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("method_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("brand", sa.String(length=50), nullable=True),
        sa.Column("last_four", sa.String(length=4), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_payment_method_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_method")),
        sa.UniqueConstraint("customer_id", "method_id", name=op.f("uq_payment_method_customer_id")),
    )
    op.create_table(
        "order_payment",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("method_id", sa.String(length=100), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_order_payment_order_id_order"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_payment")),
    )
    op.create_table(
        "order_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("conversation_id", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_order_event_order_id_order"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_event")),
        sa.UniqueConstraint("key", name=op.f("uq_order_event_key")),
    )
    op.create_index(op.f("ix_order_event_order_id"), "order_event", ["order_id"])


def downgrade() -> None:
    for table in ("order_event", "order_payment", "payment_method"):
        op.drop_table(table)
    for column in ("exchange_paid", "exchange_sku", "sent_back"):
        op.drop_column("order_line", column)
    op.drop_column("order", "address")
    op.drop_index(op.f("ix_customer_postcode"), "customer")
    for column in ("postcode", "address"):
        op.drop_column("customer", column)
