"""The nearest miss of a basket: one unit more, and a promotion that did not hold does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.promotions.offers import OfferBook
from knowledge.promotions.pricing import BasketLine, price_basket

MOST_TRIED = 20
"""Lines that are tried, the first ones: each takes the pricing of a basket."""


@dataclass(frozen=True)
class NearMiss:
    """One more unit of ``product_id`` and the basket costs ``total``: ``saving`` less than with the unit by itself."""

    product_id: str
    total: Decimal
    saving: Decimal
    currency: str


def nearest_miss(
    lines: Sequence[BasketLine], offers: OfferBook, customer_id: str | None = None, *, coupons: Collection[str] = ()
) -> NearMiss | None:
    """The unit of a product in the basket that would save most; None where none saves anything on the others.

    Raises:
        UnknownProduct: no active product has a line's id.
        ValueError: there is no line, or the products are priced in more than one currency.
    """
    now = price_basket(lines, offers, customer_id, coupons=coupons)
    found: list[NearMiss] = []
    for at, line in enumerate(lines[:MOST_TRIED]):
        more = [*lines[:at], replace(line, quantity=line.quantity + 1), *lines[at + 1 :]]
        total = price_basket(more, offers, customer_id, coupons=coupons).total
        alone = price_basket([BasketLine(line.product_id)], offers, customer_id, coupons=coupons).total
        if total < now.total + alone:
            found.append(NearMiss(line.product_id, total, now.total + alone - total, now.currency))
    return max(found, key=lambda miss: miss.saving, default=None)
