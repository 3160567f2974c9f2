"""Orders, their lines and payments, and all that was ever done to them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String
from sqlalchemy.orm import relationship

from knowledge.catalogue.models.base import Amount, Base, Moment
from knowledge.catalogue.models.customers import Customer

STATUSES = (
    *("pending", "processed", "shipped", "delivered", "cancelled"),
    *("return_requested", "returned", "refunded", "exchange_requested"),
)
NOT_KEPT = ("cancelled", "returned", "refunded")
"""Orders of these states say nothing of what a customer likes."""


class Order(Base):
    """``status``: one of ``STATUSES``. ``address``: where it goes, see ``Address``; None where that is not known."""

    __tablename__ = "order"
    __table_args__ = (Index("ix_order_customer_placed", "customer_id", "placed_at"),)
    id: int = Column(Integer, primary_key=True)
    number: str = Column(String(100), nullable=False, unique=True)
    customer_id: int = Column(ForeignKey("customer.id"), nullable=False)
    status: str = Column(String(20), nullable=False)
    placed_at: datetime = Column(Moment, nullable=False)
    expected_at: datetime | None = Column(Moment)
    delivered_at: datetime | None = Column(Moment)
    total: Decimal = Column(Amount, nullable=False)
    discount: Decimal = Column(Amount, nullable=False, default=Decimal(0))
    currency: str = Column(String(3), nullable=False)
    carrier: str | None = Column(String(100))
    tracking_number: str | None = Column(String(100))
    address: dict[str, str] | None = Column(JSON)
    source: str = Column(String(50), nullable=False)
    customer: Customer = relationship(Customer)
    lines: list[OrderLine] = relationship(
        "OrderLine", back_populates="order", order_by="OrderLine.position", cascade="all, delete-orphan"
    )
    payments: list[OrderPayment] = relationship(
        "OrderPayment", order_by="OrderPayment.position", cascade="all, delete-orphan"
    )
    events: list[OrderEvent] = relationship("OrderEvent", order_by="OrderEvent.id", cascade="all, delete-orphan")


class OrderLine(Base):
    """``paid`` is for the whole line, after discounts; ``name`` is as it stood when ordered.

    ``sent_back``: pieces that the customer sends back; ``exchange_sku``: the variant they get instead of the line's,
    and ``exchange_paid`` what the line then costs.
    """

    __tablename__ = "order_line"
    order_id: int = Column(ForeignKey("order.id", ondelete="CASCADE"), primary_key=True)
    position: int = Column(Integer, primary_key=True)
    product_id: str = Column(String(100), nullable=False, index=True)
    sku: str = Column(String(100), nullable=False)
    name: str = Column(String(500), nullable=False)
    quantity: int = Column(Integer, nullable=False)
    paid: Decimal = Column(Amount, nullable=False)
    sent_back: int = Column(Integer, nullable=False, default=0, server_default="0")
    exchange_sku: str | None = Column(String(100))
    exchange_paid: Decimal | None = Column(Amount)
    order: Order = relationship(Order, back_populates="lines")


class OrderPayment(Base):
    """Money of an order: ``kind`` is ``payment`` or ``refund``, by the customer's ``method_id``.

    ``settled``: it is done, or on its way whatever happens; what is not waits for goods that come back.
    ``expected_at``: until when it arrives.
    """

    __tablename__ = "order_payment"
    order_id: int = Column(ForeignKey("order.id", ondelete="CASCADE"), primary_key=True)
    position: int = Column(Integer, primary_key=True)
    kind: str = Column(String(10), nullable=False)
    method_id: str = Column(String(100), nullable=False)
    amount: Decimal = Column(Amount, nullable=False)
    settled: bool = Column(Boolean, nullable=False, default=True)
    expected_at: datetime | None = Column(Moment)


class OrderEvent(Base):
    """A step that was taken with an order; rows are only ever added.

    ``actor``: ``customer`` (through the assistant), ``person`` or ``shop``. ``before`` and ``after``: the order as it
    was and became, see ``knowledge.orders.snapshot``. ``key`` is the caller's own, so that a step asked for twice is
    taken once; ``conversation_id`` is where it was asked for.
    """

    __tablename__ = "order_event"
    id: int = Column(Integer, primary_key=True)
    order_id: int = Column(ForeignKey("order.id", ondelete="CASCADE"), nullable=False, index=True)
    at: datetime = Column(Moment, nullable=False)
    step: str = Column(String(30), nullable=False)
    actor: str = Column(String(20), nullable=False)
    reason: str | None = Column(String(100))
    before: dict[str, Any] = Column(JSON, nullable=False)
    after: dict[str, Any] = Column(JSON, nullable=False)
    key: str | None = Column(String(100), unique=True)
    conversation_id: str | None = Column(String(100))
