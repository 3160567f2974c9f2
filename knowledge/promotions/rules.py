"""What a promotion does to a price: one typed rule a kind, read from the catalogue's rows."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from sqlalchemy import or_, select

from knowledge.catalogue.models import Promotion, PromotionTarget
from knowledge.catalogue.terms import GET_KINDS, Terms
from knowledge.graph.rows import stream
from knowledge.graph.views import ProductView
from knowledge.money import Money

Redemption = Literal["automatic", "loyalty", "coupon"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Targets:
    """What a promotion applies to: any product that one of these names."""

    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    everything: bool = False

    def include(self, product: ProductView) -> bool:
        """Whether ``product`` is named by its id, its category or one above, or its brand."""
        return (
            self.everything
            or product.product_id in self.products
            or product.brand_key in self.brands
            or not self.categories.isdisjoint(product.category_path)
        )


@dataclass(frozen=True)
class Rule(ABC):
    """A promotion: when, for whom and for which products it holds. Its kinds say what it does to a price.

    ``value`` and ``terms`` are as the kind reads them; ``minimum_quantity`` and ``minimum_purchase`` count over all of
    a basket's lines that the rule applies to, the purchase at the prices before promotions.
    """

    kind: ClassVar[str]

    id: int
    promotion_id: str
    title: str
    labels: Mapping[str, str]
    value: Decimal
    currency: str | None
    redemption: Redemption
    starts_at: datetime
    ends_at: datetime | None
    minimum_quantity: int = 1
    minimum_purchase: Decimal | None = None
    terms: Terms = field(default_factory=Terms)
    targets: Targets = field(default_factory=Targets)

    def live(self, now: datetime) -> bool:
        """Whether the promotion runs at ``now``, on that weekday; the moment it ends is no longer in it.

        The weekday is that of ``now`` in its own timezone, which should be the shop's.
        """
        in_its_dates = self.starts_at <= now and (self.ends_at is None or now < self.ends_at)
        return in_its_dates and (not self.terms.weekdays or now.weekday() in self.terms.weekdays)

    @property
    def unconditional(self) -> bool:
        """Whether a single unit bought by itself already gets it, whoever buys it."""
        return self.minimum_quantity <= 1 and not self.minimum_purchase and not self.terms.personal

    def applies_to(self, product: ProductView) -> bool:
        """Whether the promotion is on ``product``, in its currency where the rule has one."""
        return self.targets.include(product) and self.currency in (None, product.currency)

    def price(self, shelf: Decimal, currency: str) -> Decimal | None:
        """What one unit costs after the rule, half up to the minor unit and never above ``shelf`` or below zero.

        None: the rule does not change a product's price.
        """
        lowered = self._lowered(shelf)
        if lowered is None:
            return None
        if self.terms.max_discount is not None:
            lowered = max(lowered, shelf - self.terms.max_discount)
        return Money(min(shelf, max(Decimal(0), lowered)), currency).rounded().amount

    @abstractmethod
    def _lowered(self, shelf: Decimal) -> Decimal | None:
        """The price after the rule, unrounded and unbounded; None where it changes none."""


class PercentOff(Rule):
    """``value`` percent off."""

    kind = "percent_off"

    def _lowered(self, shelf: Decimal) -> Decimal:
        return shelf * (100 - self.value) / 100


class AmountOff(Rule):
    """``value`` off each unit."""

    kind = "amount_off"

    def _lowered(self, shelf: Decimal) -> Decimal:
        return shelf - self.value


class FixedPrice(Rule):
    """Each unit costs ``value``."""

    kind = "fixed_price"

    def _lowered(self, shelf: Decimal) -> Decimal:
        return self.value


class BundlePrice(Rule):
    """Any ``terms.size`` units together cost ``value``."""

    kind = "bundle_price"

    def _lowered(self, shelf: Decimal) -> None:
        return None


class BuyGet(Rule):
    """For ``terms.buy`` units at full price, ``terms.get`` are ``value`` percent off.

    They are of ``terms.get_on`` where it names something, else of the same products and no dearer.
    """

    kind = "buy_get"

    @property
    def gets(self) -> Targets:
        """What may be got at the lower price."""
        named = self.terms.get_on
        if named is None:
            return self.targets
        products, categories, brands = (frozenset(named.get(kind, ())) for kind in GET_KINDS)
        return Targets(products, categories, brands)

    def _lowered(self, shelf: Decimal) -> None:
        return None


class OrderRule(Rule):
    """Off what the whole basket costs, once; the products that it is on are those that count to its minimum."""

    def _lowered(self, shelf: Decimal) -> None:
        return None

    def worth(self, purchase: Decimal) -> Decimal:
        """Its value where ``purchase`` is spent on its products: that of the highest tier that this reaches."""
        reached = [tier.value for tier in self.terms.tiers if tier.minimum_purchase <= purchase]
        return reached[-1] if reached else Decimal(0) if self.terms.tiers else self.value


class OrderPercentOff(OrderRule):
    """``value`` percent off the order."""

    kind = "order_percent_off"


class OrderAmountOff(OrderRule):
    """``value`` off the order."""

    kind = "order_amount_off"


class FreeShipping(Rule):
    """Shipping costs nothing."""

    kind = "free_shipping"

    def _lowered(self, shelf: Decimal) -> None:
        return None


KINDS: Mapping[str, type[Rule]] = {
    rule.kind: rule
    for rule in (
        *(PercentOff, AmountOff, FixedPrice, BundlePrice, BuyGet),
        *(OrderPercentOff, OrderAmountOff, FreeShipping),
    )
}
_OF_ANY_CURRENCY = (PercentOff, BuyGet, OrderPercentOff, FreeShipping)


def read_rules(session: Any, now: datetime) -> list[Rule]:
    """The promotions that run at ``now`` or will, in the order of their ids.

    One of an unknown kind, or without the value or the terms that its kind needs, is logged and left out: a shop with
    one promotion less is better than a shop with none.
    """
    promotion, target = Promotion.__table__.c, PromotionTarget.__table__.c
    not_over = or_(promotion.ends_at.is_(None), promotion.ends_at > now)
    named: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    kept = select(promotion.id).where(not_over)
    for promotion_id, kind, key in stream(
        session, select(target.promotion_id, target.kind, target.key).where(target.promotion_id.in_(kept))
    ):
        named[promotion_id][kind].append(key)
    rows = stream(session, select(Promotion.__table__).where(not_over).order_by(promotion.promotion_id))
    rules = (_rule(row, named[row.id]) for row in rows)
    return [rule for rule in rules if rule is not None]


def _rule(row: Any, named: Mapping[str, list[str]]) -> Rule | None:
    kind = KINDS.get(row.kind)
    if kind is None or (row.value is None and kind is not FreeShipping):
        log.warning("promotion %s is left out: kind %s with value %s", row.promotion_id, row.kind, row.value)
        return None
    try:
        terms = Terms.read(row.kind, row.conditions)
    except ValueError as error:
        log.warning("promotion %s is left out: %s", row.promotion_id, error)
        return None
    return kind(
        id=row.id,
        promotion_id=row.promotion_id,
        title=row.title,
        labels=row.labels,
        value=row.value if row.value is not None else Decimal(0),
        currency=None if kind in _OF_ANY_CURRENCY else row.currency,
        redemption=row.redemption,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        minimum_quantity=row.minimum_quantity,
        minimum_purchase=row.minimum_purchase,
        terms=terms,
        targets=Targets(
            products=frozenset(named.get("product", ())),
            categories=frozenset(named.get("category", ())),
            brands=frozenset(named.get("brand", ())),
            everything="all" in named,
        ),
    )
