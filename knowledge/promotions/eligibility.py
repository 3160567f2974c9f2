"""For whom a promotion holds, beside membership and coupons: first orders, segments, limits on its use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from knowledge.promotions.coupons import Shopper
from knowledge.promotions.rules import Rule

Barrier = Literal["first_order", "segment", "used_up"]


def barrier(rule: Rule, shopper: Shopper, uses: Mapping[int, int]) -> Barrier | None:
    """What keeps ``shopper`` from the promotion; None where nothing does.

    ``uses``: how often each promotion was redeemed by anybody. A guest may be anyone, so theirs is no first order and
    they are of no segment.
    """
    terms = rule.terms
    if terms.first_order and shopper.orders != 0:
        return "first_order"
    if terms.segments and terms.segments.isdisjoint(shopper.traits):
        return "segment"
    if terms.most_per_customer is not None and shopper.uses.get(rule.id, 0) >= terms.most_per_customer:
        return "used_up"
    if terms.most_in_all is not None and uses.get(rule.id, 0) >= terms.most_in_all:
        return "used_up"
    return None
