"""Why a coupon takes nothing off a basket: the condition that fails, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, get_args

from knowledge.promotions.basket_deals import Basket
from knowledge.promotions.coupons import Grant, Shopper
from knowledge.promotions.eligibility import barrier
from knowledge.promotions.offers import OfferBook
from knowledge.promotions.pricing import BasketLine, price_basket

#: The further down, the nearer the coupon is to working.
Reason = Literal[
    "unknown",
    "over",
    "not_granted",
    "used",
    "used_up",
    "segment",
    "first_order",
    "not_yet",
    "weekday",
    "nothing_on_it",
    "quantity",
    "purchase",
    "no_lower",
]
_ORDER: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True)
class CouponProblem:
    """``reason`` why ``code`` does nothing; ``no_lower``: what the basket costs without it is as low.

    ``at``: when it was over, or begins. ``lacking``: how many units, or how much money, the basket is short of.
    """

    code: str
    reason: Reason
    at: datetime | None = None
    lacking: Decimal | None = None


def coupon_problem(
    code: str, lines: Sequence[BasketLine], offers: OfferBook, customer_id: str | None = None
) -> CouponProblem | None:
    """What keeps ``code`` from lowering the total of ``lines`` for the customer; None where it lowers it.

    Where several coupons have the code, that of the one that comes nearest. Somebody else's coupon is ``not_granted``.

    Raises:
        UnknownProduct: no active product has a line's id.
        ValueError: there is no line, or the products are priced in more than one currency.
    """
    board, shopper = offers.board(), offers.shopper(customer_id)
    basket = Basket.of([(board.graph.product(each.product_id), each.quantity) for each in lines], member=shopper.member)
    grants = offers.grants(code)
    problems = [_problem(grant, basket, offers, shopper) for grant in grants]
    if None in problems:
        written = {grant.coupon.code for grant in grants}
        used = price_basket(lines, offers, customer_id, coupons=written).coupons
        return None if used else CouponProblem(code, "no_lower")
    failing = [problem for problem in problems if problem is not None]
    return max(failing, key=lambda each: _ORDER.index(each.reason), default=CouponProblem(code, "unknown"))


def _problem(grant: Grant, basket: Basket, offers: OfferBook, shopper: Shopper) -> CouponProblem | None:
    now, coupon = offers.now(), grant.coupon
    if grant.ends_at is not None and grant.ends_at <= now:
        return CouponProblem(coupon.code, "over", grant.ends_at)
    if coupon.campaign is not None and coupon.campaign not in shopper.campaigns:
        return CouponProblem(coupon.code, "not_granted")
    if coupon.once and coupon.id in shopper.redeemed:
        return CouponProblem(coupon.code, "used")
    if now < grant.starts_at:
        return CouponProblem(coupon.code, "not_yet", grant.starts_at)
    rule = next((rule for rule in offers.board().rules if rule.id == coupon.promotion), None)
    if rule is not None and (kept_off := barrier(rule, shopper, offers.uses())) is not None:
        return CouponProblem(coupon.code, kept_off)
    if rule is not None and not rule.live(now):
        return CouponProblem(coupon.code, "weekday")
    units = 0 if rule is None else sum(basket.lines[at].quantity for at in basket.on(rule))
    if rule is None or not units:
        return CouponProblem(coupon.code, "nothing_on_it")
    if units < rule.minimum_quantity:
        return CouponProblem(coupon.code, "quantity", lacking=Decimal(rule.minimum_quantity - units))
    if rule.minimum_purchase is not None and basket.purchase(rule) < rule.minimum_purchase:
        return CouponProblem(coupon.code, "purchase", lacking=rule.minimum_purchase - basket.purchase(rule))
    return None
