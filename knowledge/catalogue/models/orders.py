"""Orders and their lines."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column, ForeignKey, Index, Integer, String
from sqlalchemy.orm import relationship

from knowledge.catalogue.models.base import Amount, Base, Moment
from knowledge.catalogue.models.customers import Customer

NOT_KEPT = ("cancelled", "returned")
"""Orders of these states say nothing of what a customer likes."""


class Order(Base):
    """``status``: ``pending``, ``processed``, ``shipped``, ``delivered``, ``cancelled`` or ``returned``."""

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
    source: str = Column(String(50), nullable=False)
    customer: Customer = relationship(Customer)
    lines: list[OrderLine] = relationship(
        "OrderLine", back_populates="order", order_by="OrderLine.position", cascade="all, delete-orphan"
    )


class OrderLine(Base):
    """``paid`` is for the whole line, after discounts; ``name`` is as it stood when ordered."""

    __tablename__ = "order_line"
    order_id: int = Column(ForeignKey("order.id", ondelete="CASCADE"), primary_key=True)
    position: int = Column(Integer, primary_key=True)
    product_id: str = Column(String(100), nullable=False, index=True)
    sku: str = Column(String(100), nullable=False)
    name: str = Column(String(500), nullable=False)
    quantity: int = Column(Integer, nullable=False)
    paid: Decimal = Column(Amount, nullable=False)
    order: Order = relationship(Order, back_populates="lines")
