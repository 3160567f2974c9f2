"""What is said of offers: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from knowledge.promotions.rules import Redemption


@dataclass(frozen=True)
class OfferView:
    """A promotion as a customer hears of it.

    ``product_id`` is the product it is about, where it is about one; ``price_after`` is then what a unit costs with
    it, its minimum quantity and purchase met, and None where it changes no price. ``product_count`` counts what on
    sale it applies to.
    """

    promotion_id: str
    title: str
    labels: Mapping[str, str]
    kind: str
    redemption: Redemption
    ends_at: datetime | None
    minimum_quantity: int
    minimum_purchase: Decimal | None
    product_id: str | None
    price_after: Decimal | None
    currency: str | None
    product_count: int


@dataclass(frozen=True)
class OfferPage:
    """``offers`` from a place on, of ``total``."""

    offers: tuple[OfferView, ...]
    total: int


@dataclass(frozen=True)
class CouponView:
    """A coupon that a customer may redeem now; ``product_ids`` are on sale, the most popular first.

    ``ends_at`` is the end of the promotion or of the campaign, whichever is sooner.
    """

    code: str
    title: str
    labels: Mapping[str, str]
    campaign: str | None
    ends_at: datetime | None
    promotion_id: str
    product_ids: tuple[str, ...]


@dataclass(frozen=True)
class Quote:
    """What a unit costs one customer today: ``pay`` instead of ``shelf``, by ``applied`` where a promotion does it.

    A sale price, and a loyalty price that no promotion announces, lower ``pay`` with ``applied`` None.
    """

    shelf: Decimal
    pay: Decimal
    currency: str
    applied: OfferView | None
