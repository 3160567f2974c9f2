"""What a basket costs, and why: for every line the single price rule that lowers it most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.graph.views import ProductView
from knowledge.money import Money
from knowledge.promotions.offers import OfferBook, best_price
from knowledge.promotions.rules import FreeShipping, Rule


@dataclass(frozen=True)
class BasketLine:
    """How many units of a product; ``quantity`` is at least 1."""

    product_id: str
    quantity: int = 1

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(f"the quantity of {self.product_id!r} must be at least 1, not {self.quantity}")


@dataclass(frozen=True)
class PricedLine:
    """A line with its derivation: ``shelf`` less ``discount`` is ``pay``, all for the whole line.

    ``promotion_id`` and ``title`` name the promotion that did it; both are None for the shelf, sale or loyalty price.
    """

    product_id: str
    quantity: int
    shelf: Decimal
    discount: Decimal
    pay: Decimal
    promotion_id: str | None
    title: str | None


@dataclass(frozen=True)
class BasketPrice:
    """The sum of ``lines``; ``free_shipping`` is the id of a promotion that ships the basket free, if one does."""

    lines: tuple[PricedLine, ...]
    shelf: Decimal
    discount: Decimal
    total: Decimal
    currency: str
    free_shipping: str | None


def price_basket(
    lines: Sequence[BasketLine], offers: OfferBook, customer_id: str | None = None, *, coupons: Collection[str] = ()
) -> BasketPrice:
    """Price ``lines`` for a customer who presents the codes ``coupons``; one they do not hold does nothing.

    Each line pays the lowest of its shelf, sale and (for members) loyalty price and of each promotion whose minimum
    quantity and purchase the basket meets; promotions are never stacked on a line. No line's choice affects
    another's, so the best single rule a line is also the best for the basket. Each line is rounded half up to the
    currency's minor unit, and the total is the exact sum of the lines.

    Raises:
        UnknownProduct: no active product has a line's id.
        ValueError: there is no line, or the products are priced in more than one currency.
    """
    board, now, shopper = offers.board(), offers.now(), offers.shopper(customer_id)
    redeemable = offers.redeemable(customer_id, frozenset(coupons))
    basket = [(board.graph.product(line.product_id), line.quantity) for line in lines]
    currencies = {product.currency for product, _ in basket}
    if len(currencies) != 1:
        raise ValueError(f"a basket has one currency; this one has {sorted(currencies) or 'no lines'}")
    rules = {
        rule.id: rule
        for product, _ in basket
        for rule in board.on(product)
        if rule.live(now)
        and (rule.redemption != "coupon" or rule.id in redeemable)
        and (rule.redemption != "loyalty" or shopper.member)
    }
    met = [rule for rule in rules.values() if _meets(rule, basket)]
    priced: list[PricedLine] = []
    for product, quantity in basket:
        unit, applied = best_price(product, shopper, [rule for rule in met if rule.applies_to(product)])
        before = _rounded(product.shelf_price * quantity, product.currency)
        pay = _rounded(unit * quantity, product.currency)
        promotion = (applied.promotion_id, applied.title) if applied else (None, None)
        priced.append(PricedLine(product.product_id, quantity, before, before - pay, pay, *promotion))
    shelf = sum((line.shelf for line in priced), Decimal(0))
    total = sum((line.pay for line in priced), Decimal(0))
    shipping = min((rule.promotion_id for rule in met if isinstance(rule, FreeShipping)), default=None)
    return BasketPrice(tuple(priced), shelf, shelf - total, total, currencies.pop(), shipping)


def _meets(rule: Rule, basket: Sequence[tuple[ProductView, int]]) -> bool:
    counted = [(product, quantity) for product, quantity in basket if rule.applies_to(product)]
    if sum(quantity for _, quantity in counted) < rule.minimum_quantity:
        return False
    purchase = sum((product.price * quantity for product, quantity in counted), Decimal(0))
    return rule.minimum_purchase is None or purchase >= rule.minimum_purchase


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return Money(amount, currency).rounded().amount
