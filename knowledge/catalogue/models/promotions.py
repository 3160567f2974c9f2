"""Promotions, what they apply to, and the coupons and campaigns that hand them out."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import relationship

from knowledge.catalogue.models.base import Amount, Base, Moment


class Promotion(Base):
    """A rule that lowers a price.

    ``kind``: ``percent_off`` (``value`` in percent), ``amount_off`` (``value`` in ``currency`` off each unit),
    ``fixed_price`` (``value`` is the price), ``free_shipping``. ``redemption``: ``automatic``, ``loyalty`` or
    ``coupon``.
    """

    __tablename__ = "promotion"
    id: int = Column(Integer, primary_key=True)
    promotion_id: str = Column(String(100), nullable=False, unique=True)
    title: str = Column(String(500), nullable=False)
    labels: dict[str, str] = Column(JSON, nullable=False, default=dict)
    kind: str = Column(String(30), nullable=False)
    value: Decimal | None = Column(Amount)
    currency: str | None = Column(String(3))
    redemption: str = Column(String(20), nullable=False, default="automatic")
    starts_at: datetime = Column(Moment, nullable=False)
    ends_at: datetime | None = Column(Moment)
    minimum_quantity: int = Column(Integer, nullable=False, default=1)
    minimum_purchase: Decimal | None = Column(Amount)
    conditions: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    source: str = Column(String(50), nullable=False)
    targets: list[PromotionTarget] = relationship(
        "PromotionTarget", back_populates="promotion", cascade="all, delete-orphan"
    )


class PromotionTarget(Base):
    """What a promotion applies to. ``kind``: ``product``, ``category``, ``brand``, or ``all`` with an empty ``key``."""

    __tablename__ = "promotion_target"
    promotion_id: int = Column(ForeignKey("promotion.id", ondelete="CASCADE"), primary_key=True)
    kind: str = Column(String(20), primary_key=True)
    key: str = Column(String(255), primary_key=True, default="", index=True)
    promotion: Promotion = relationship(Promotion, back_populates="targets")


class Campaign(Base):
    """A mailing of coupons to chosen customers."""

    __tablename__ = "campaign"
    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(100), nullable=False, unique=True)
    title: str = Column(String(255), nullable=False)
    starts_at: datetime = Column(Moment, nullable=False)
    ends_at: datetime = Column(Moment, nullable=False)


class CampaignMember(Base):
    """A customer to whom a campaign's coupons were sent."""

    __tablename__ = "campaign_member"
    campaign_id: int = Column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    customer_id: int = Column(ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, index=True)


class Coupon(Base):
    """A code that redeems a promotion; with a campaign, only for that campaign's members and in its dates."""

    __tablename__ = "coupon"
    __table_args__ = (UniqueConstraint("code", "campaign_id"),)
    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(100), nullable=False, index=True)
    promotion_id: int = Column(ForeignKey("promotion.id", ondelete="CASCADE"), nullable=False, index=True)
    campaign_id: int | None = Column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    once_per_customer: bool = Column(Boolean, nullable=False, default=True)
    promotion: Promotion = relationship(Promotion)
    campaign: Campaign | None = relationship(Campaign)


class CouponRedemption(Base):
    """A coupon that a customer has used."""

    __tablename__ = "coupon_redemption"
    id: int = Column(Integer, primary_key=True)
    coupon_id: int = Column(ForeignKey("coupon.id", ondelete="CASCADE"), nullable=False)
    customer_id: int = Column(ForeignKey("customer.id", ondelete="CASCADE"), nullable=False, index=True)
    redeemed_at: datetime = Column(Moment, nullable=False)
