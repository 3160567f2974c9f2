"""What a basket costs a customer, and why: the lowest total that its promotions lawfully allow, step by step.

docs/promotions.md says what may be used together and how amounts are rounded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.promotions.basket_deals import Basket, shares, to_major
from knowledge.promotions.best_price import BestPrice, best_price
from knowledge.promotions.deals import BuyGet, Line, UnitDeal
from knowledge.promotions.eligibility import barrier
from knowledge.promotions.item_program import Use
from knowledge.promotions.offers import OfferBook
from knowledge.promotions.rules import FreeShipping, Rule

SECONDS = 1.0
"""For so long a lower total is looked for; then the best found stands, and says that it is not proved."""


@dataclass(frozen=True)
class BasketLine:
    """How many units of a product; ``quantity`` is at least 1."""

    product_id: str
    quantity: int = 1

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(f"the quantity of {self.product_id!r} must be at least 1, not {self.quantity}")


@dataclass(frozen=True)
class LineStep:
    """``quantity`` units of a line that a promotion prices at ``pay`` in all, ``discount`` below their shelf price."""

    promotion_id: str
    title: str
    quantity: int
    discount: Decimal
    pay: Decimal


@dataclass(frozen=True)
class PricedLine:
    """A line with its derivation: ``shelf`` less ``discount`` is ``pay``, all for the whole line.

    ``steps`` are what promotions do to its units; units in none pay ``before`` each, the lowest of the shelf, sale and
    (for members) loyalty price.
    """

    product_id: str
    quantity: int
    shelf: Decimal
    before: Decimal
    discount: Decimal
    pay: Decimal
    steps: tuple[LineStep, ...]


@dataclass(frozen=True)
class OrderStep:
    """A promotion on the whole order, and what it takes off."""

    promotion_id: str
    title: str
    discount: Decimal


@dataclass(frozen=True)
class BasketPrice:
    """The sum of ``lines`` less ``order`` is ``total``; ``discount`` is all that it is below ``shelf``.

    No lawful total is below ``bound``. ``coupons``: the codes, of those presented, that are used. ``free_shipping``:
    the id of a promotion that ships the basket free, if one does.
    """

    lines: tuple[PricedLine, ...]
    order: tuple[OrderStep, ...]
    shelf: Decimal
    discount: Decimal
    total: Decimal
    bound: Decimal
    currency: str
    coupons: tuple[str, ...]
    free_shipping: str | None

    @property
    def proved(self) -> bool:
        """Whether no lower total is lawful."""
        return self.total <= self.bound


def price_basket(
    lines: Sequence[BasketLine], offers: OfferBook, customer_id: str | None = None, *, coupons: Collection[str] = ()
) -> BasketPrice:
    """Price ``lines`` for a customer who presents the codes ``coupons``; one they do not hold does nothing.

    Raises:
        UnknownProduct: no active product has a line's id.
        ValueError: there is no line, or the products are priced in more than one currency.
    """
    board, now, shopper = offers.board(), offers.now(), offers.shopper(customer_id)
    redeemable, uses = offers.redeemable(customer_id, coupons), offers.uses()
    products = [(board.graph.product(line.product_id), line.quantity) for line in lines]
    basket = Basket.of(products, member=shopper.member)
    rules = {
        rule.promotion_id: rule
        for product, _ in products
        for rule in board.on(product)
        if rule.live(now)
        and (rule.redemption != "coupon" or rule.id in redeemable)
        and (rule.redemption != "loyalty" or shopper.member)
        and barrier(rule, shopper, uses) is None
    }
    held = [rule for rule in rules.values() if basket.holds(rule)]
    found = best_price(basket.lines, basket.deals(held), SECONDS)
    used = {use.deal.id for use in found.uses} | {use.deal.id for use in found.order}
    redeemed = [rule.id for name, rule in rules.items() if name in used and rule.redemption == "coupon"]
    codes = {min(redeemable[rule_id]) for rule_id in redeemed}
    shipping = min((rule.promotion_id for rule in held if isinstance(rule, FreeShipping)), default=None)
    return _told(basket, found, rules, tuple(sorted(codes)), shipping)


def _weights(use: Use, lines: Sequence[Line]) -> dict[int, int]:
    """By what a deal's discount is divided among its lines: what it takes off each, a bundle's by what they cost."""
    if isinstance(use.deal, UnitDeal):
        return {at: (lines[at].price - use.deal.prices[at]) * number for at, number in use.units.items()}
    if isinstance(use.deal, BuyGet):
        return {at: (lines[at].price - use.deal.gets.get(at, 0)) * use.got.get(at, 0) for at in use.units}
    return {at: lines[at].price * number for at, number in use.units.items()}


def _told(
    basket: Basket, found: BestPrice, rules: Mapping[str, Rule], codes: tuple[str, ...], shipping: str | None
) -> BasketPrice:
    def money(minor: int) -> Decimal:
        return to_major(minor, basket.currency)

    steps: list[list[LineStep]] = [[] for _ in basket.lines]
    off = [0] * len(basket.lines)
    for use in found.uses:
        full = {at: basket.lines[at].price * number for at, number in use.units.items()}
        for at, saved in shares(sum(full.values()) - use.cost, _weights(use, basket.lines)).items():
            title, number, pay = rules[use.deal.id].title, use.units[at], money(full[at] - saved)
            less = basket.products[at][0].shelf_price * number - pay
            steps[at].append(LineStep(use.deal.id, title, number, less, pay))
            off[at] += saved
    lines = []
    for at, (product, quantity) in enumerate(basket.products):
        before = basket.lines[at].price
        pay = money(before * quantity - off[at])
        shelf = product.shelf_price * quantity
        lines.append(PricedLine(product.product_id, quantity, shelf, money(before), shelf - pay, pay, tuple(steps[at])))
    order = tuple(OrderStep(step.deal.id, rules[step.deal.id].title, money(step.discount)) for step in found.order)
    shelf, total = sum((line.shelf for line in lines), Decimal(0)), money(found.total)
    return BasketPrice(
        tuple(lines), order, shelf, shelf - total, total, money(found.bound), basket.currency, codes, shipping
    )
