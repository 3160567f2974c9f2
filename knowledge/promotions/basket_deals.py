"""The promotions that hold for a basket, reduced to deals on its lines in the currency's minor unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from knowledge.graph.views import ProductView
from knowledge.promotions import deals
from knowledge.promotions.deals import Deal, Line
from knowledge.promotions.rules import BundlePrice, BuyGet, OrderAmountOff, OrderPercentOff, OrderRule, Rule


@dataclass(frozen=True)
class Basket:
    """Products with their numbers, and what a unit of each costs before promotions, in minor units of ``currency``."""

    products: tuple[tuple[ProductView, int], ...]
    currency: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, products: Sequence[tuple[ProductView, int]], *, member: bool) -> Basket:
        """A unit costs the lowest of its shelf, its sale and, for a member, its loyalty price.

        Raises:
            ValueError: there is no product, or they are priced in more than one currency.
        """
        currencies = {product.currency for product, _ in products}
        if len(currencies) != 1:
            raise ValueError(f"a basket has one currency; this one has {sorted(currencies) or 'no lines'}")
        (currency,) = currencies
        lines = tuple(Line(number, to_minor(_before(product, member), currency)) for product, number in products)
        return cls(tuple(products), currency, lines)

    def holds(self, rule: Rule) -> bool:
        """Whether the basket reaches the rule's minimum quantity and purchase, at the prices before promotions."""
        on = self.on(rule)
        if sum(self.lines[at].quantity for at in on) < max(1, rule.minimum_quantity):
            return False
        return rule.minimum_purchase is None or self.purchase(rule) >= rule.minimum_purchase

    def on(self, rule: Rule) -> list[int]:
        """The lines whose products the rule is on."""
        return [at for at, (product, _) in enumerate(self.products) if rule.applies_to(product)]

    def purchase(self, rule: Rule) -> Decimal:
        """What the units that the rule is on cost before promotions."""
        minor = sum(self.lines[at].quantity * self.lines[at].price for at in self.on(rule))
        return to_major(minor, self.currency)

    def deals(self, rules: Sequence[Rule]) -> tuple[Deal, ...]:
        """What ``rules``, all of which hold, may do; those on the order by their priority, then their id."""
        ordered = sorted(rules, key=lambda rule: (rule.terms.priority, rule.promotion_id))
        return tuple(deal for rule in ordered for deal in self._deal(rule))

    def _deal(self, rule: Rule) -> Iterator[Deal]:
        terms, on, name = rule.terms, self.on(rule), rule.promotion_id
        cap = None if terms.max_discount is None else to_minor(terms.max_discount, self.currency)
        if isinstance(rule, OrderRule):
            yield from self._order_deal(rule, cap)
        elif isinstance(rule, BundlePrice):
            assert terms.size is not None
            price = to_minor(rule.value, self.currency)
            yield deals.BundlePrice(name, frozenset(on), terms.size, price, terms.max_times, terms.group)
        elif isinstance(rule, BuyGet):
            assert terms.buy is not None
            assert terms.get is not None
            named = terms.get_on is not None
            got = [at for at, (product, _) in enumerate(self.products) if rule.gets.include(product)] if named else on
            gets = {at: to_whole(self.lines[at].price * (100 - rule.value) / 100) for at in got}
            yield deals.BuyGet(name, frozenset(on), terms.buy, gets, terms.get, not named, terms.max_times, terms.group)
        elif prices := dict(self._lower(rule, on)):
            yield deals.UnitDeal(name, prices, terms.max_units, cap, terms.group)

    def _order_deal(self, rule: OrderRule, cap: int | None) -> Iterator[Deal]:
        worth = rule.worth(self.purchase(rule))
        if isinstance(rule, OrderPercentOff) and worth:
            yield deals.OrderDeal(rule.promotion_id, percent=worth, max_discount=cap, group=rule.terms.group)
        elif isinstance(rule, OrderAmountOff) and worth:
            amount = to_minor(worth, self.currency)
            yield deals.OrderDeal(rule.promotion_id, amount=amount, max_discount=cap, group=rule.terms.group)

    def _lower(self, rule: Rule, on: Sequence[int]) -> Iterator[tuple[int, int]]:
        for at in on:
            shelf = self.products[at][0].shelf_price
            price = rule.price(shelf, self.currency)
            if price is not None and price < shelf and to_minor(price, self.currency) <= self.lines[at].price:
                yield at, to_minor(price, self.currency)


def _before(product: ProductView, member: bool) -> Decimal:
    return min(product.price, product.loyalty_price) if member and product.loyalty_price is not None else product.price


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units, half up."""
    return to_whole(amount.scaleb(get_currency_precision(currency)))


def to_major(minor: int, currency: str) -> Decimal:
    """The amount that so many minor units are."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def to_whole(number: Decimal) -> int:
    """Half up."""
    return int(Decimal(number).quantize(Decimal(1), ROUND_HALF_UP))


def shares(whole: int, weights: Mapping[int, int]) -> dict[int, int]:
    """``whole`` divided by ``weights``, each share a whole number and their sum exact (largest remainders first)."""
    total = sum(weights.values())
    if not total:
        weights, total = dict.fromkeys(weights, 1), len(weights)
    parts = {key: whole * weight // total for key, weight in weights.items()}
    rest = sorted(weights, key=lambda key: (-(whole * weights[key] % total), key))
    for key in rest[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts
