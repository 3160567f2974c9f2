"""Customers, their consent, and what shoppers did."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, UniqueConstraint

from knowledge.catalogue.models.base import Amount, Base, Moment

PURPOSES = frozenset({"personalisation", "analytics", "alerts"})
"""What a customer can consent to."""
EVENT_NAMES = frozenset({"view_item", "view_item_list", "select_item", "add_to_cart", "purchase", "rate_item"})
"""What shoppers do, as GA4 names it, but for ``rate_item``, which it has not."""


class Customer(Base):
    """A registered customer; ``traits`` holds what the shop was told (age band, household size ...).

    ``address``: see ``Address``; its ``postcode`` is kept beside it to be searched by.
    """

    __tablename__ = "customer"
    id: int = Column(Integer, primary_key=True)
    customer_id: str = Column(String(100), nullable=False, unique=True)
    name: str | None = Column(String(255))
    email: str | None = Column(String(255), index=True)
    phone: str | None = Column(String(50))
    language: str = Column(String(5), nullable=False, default="en")
    loyalty_member: bool = Column(Boolean, nullable=False, default=False)
    traits: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    address: dict[str, str] | None = Column(JSON)
    postcode: str | None = Column(String(20), index=True)
    source: str = Column(String(50), nullable=False)


class PaymentMethod(Base):
    """What a customer pays with; ``kind``: ``credit_card``, ``paypal`` or ``gift_card``, which has a ``balance``.

    ``brand`` and ``last_four`` are what of a card may be shown.
    """

    __tablename__ = "payment_method"
    __table_args__ = (UniqueConstraint("customer_id", "method_id"),)
    id: int = Column(Integer, primary_key=True)
    customer_id: int = Column(ForeignKey("customer.id", ondelete="CASCADE"), nullable=False)
    method_id: str = Column(String(100), nullable=False)
    kind: str = Column(String(20), nullable=False)
    brand: str | None = Column(String(50))
    last_four: str | None = Column(String(4))
    balance: Decimal | None = Column(Amount)


class Consent(Base):
    """The latest word of a customer on one of the ``PURPOSES``."""

    __tablename__ = "consent"
    customer_id: int = Column(ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    purpose: str = Column(String(30), primary_key=True)
    granted: bool = Column(Boolean, nullable=False)
    decided_at: datetime = Column(Moment, nullable=False)


class Alert(Base):
    """What a customer asked to be told of a product: ``back_in_stock``, or ``cheaper`` than ``below``.

    It is deleted once it was told; a customer who takes back the consent to alerts has none.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("customer_id", "product_id", "kind"),)
    id: int = Column(Integer, primary_key=True)
    customer_id: int = Column(ForeignKey("customer.id", ondelete="CASCADE"), nullable=False)
    conversation_id: str = Column(ForeignKey("conversation.conversation_id"), nullable=False)
    product_id: str = Column(String(100), nullable=False)
    kind: str = Column(String(20), nullable=False)
    below: Decimal | None = Column(Amount)
    language: str = Column(String(5), nullable=False)
    asked_at: datetime = Column(Moment, nullable=False)


class ShopperEvent(Base):
    """One shopper event, named as GA4 names it: ``view_item``, ``view_item_list``, ``select_item``,
    ``add_to_cart``, ``purchase``; and ``rate_item``, whose ``value`` is from 1 to 5. ``event_id`` makes a repeated
    delivery harmless."""

    __tablename__ = "shopper_event"
    __table_args__ = (Index("ix_shopper_event_customer_at", "customer_id", "at"),)
    id: int = Column(Integer, primary_key=True)
    event_id: str = Column(String(100), nullable=False, unique=True)
    name: str = Column(String(30), nullable=False)
    at: datetime = Column(Moment, nullable=False)
    customer_id: str | None = Column(String(100))
    conversation_id: str | None = Column(String(100), index=True)
    product_id: str = Column(String(100), nullable=False, index=True)
    list_name: str | None = Column(String(100))
    position: int | None = Column(Integer)
    quantity: int | None = Column(Integer)
    value: Decimal | None = Column(Amount)


class RecommendationShown(Base):
    """A place of a recommended list that was drawn: the product that came there, ``propensity`` the probability with
    which it did, whether it was the likeliest left, and among how many the draw was. ``position`` is 1-based."""

    __tablename__ = "recommendation_shown"
    id: int = Column(Integer, primary_key=True)
    at: datetime = Column(Moment, nullable=False, index=True)
    conversation_id: str = Column(String(100), nullable=False, index=True)
    list_name: str = Column(String(100), nullable=False)
    position: int = Column(Integer, nullable=False)
    product_id: str = Column(String(100), nullable=False)
    propensity: float = Column(Float, nullable=False)
    likeliest: bool = Column(Boolean, nullable=False)
    pool: int = Column(Integer, nullable=False)


class CustomerFeature(Base):
    """What is known of a customer who agreed to personalisation, as numbers; see ``CustomerFeatures``.

    ``state``: what changes whenever the customer does something; rows of another state are computed anew when asked
    for.
    """

    __tablename__ = "customer_feature"
    customer_id: int = Column(ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    state: str = Column(String(100), nullable=False)
    computed_at: datetime = Column(Moment, nullable=False)
    first_order: datetime = Column(Moment, nullable=False)
    last_order: datetime = Column(Moment, nullable=False)
    orders: int = Column(Integer, nullable=False)
    spend: float = Column(Float, nullable=False)
    basket: float = Column(Float, nullable=False)
    products: int = Column(Integer, nullable=False)
    gap: float | None = Column(Float)
    price_level: float = Column(Float, nullable=False)
    promotion_share: float = Column(Float, nullable=False)
    own_share: float = Column(Float, nullable=False)
    weekday: int = Column(Integer, nullable=False)
    hour: int = Column(Integer, nullable=False)
    views: int = Column(Integer, nullable=False)
    clicks: int = Column(Integer, nullable=False)
    thumbs: float | None = Column(Float)
    rating: float | None = Column(Float)
    departments: dict[str, float] = Column(JSON, nullable=False)
    brands: dict[str, float] = Column(JSON, nullable=False)
