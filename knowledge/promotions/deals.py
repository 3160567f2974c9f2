"""What may lower the price of one basket, reduced to its lines: whole numbers of the currency's minor unit.

Whether a deal holds for the customer, the moment and what the basket must reach has been settled before: these are the
deals that may be used, and docs/promotions.md says what may be used together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Line:
    """``quantity`` units, each for ``price`` where no deal lowers it."""

    quantity: int
    price: int


@dataclass(frozen=True)
class UnitDeal:
    """Units of line ``i`` cost ``prices[i]``, ``max_units`` of the basket's at most.

    ``max_discount``: what it takes off the lines' prices at most, all units together.
    """

    id: str
    prices: Mapping[int, int]
    max_units: int | None = None
    max_discount: int | None = None
    group: str | None = None


@dataclass(frozen=True)
class BundlePrice:
    """Any ``size`` units of ``lines`` together cost ``price``; ``max_times``: so many bundles at most."""

    id: str
    lines: frozenset[int]
    size: int
    price: int
    max_times: int | None = None
    group: str | None = None


@dataclass(frozen=True)
class BuyGet:
    """For every ``buy`` units of ``paid`` at full price, ``get`` units of line ``i`` or others cost ``gets[i]`` each.

    ``cheapest``: none of the ``get`` is dearer than any of the ``buy`` that it comes with.
    """

    id: str
    paid: frozenset[int]
    buy: int
    gets: Mapping[int, int]
    get: int
    cheapest: bool = True
    max_times: int | None = None
    group: str | None = None


@dataclass(frozen=True)
class OrderDeal:
    """Off what the whole basket costs after the other deals: ``percent`` of it, or ``amount``, or less if that is less.

    ``max_discount`` bounds the percentage's. Those that come together apply in the order in which they are given.
    """

    id: str
    percent: Decimal = Decimal(0)
    amount: int = 0
    max_discount: int | None = None
    group: str | None = None

    def discount(self, total: int) -> int:
        """What it takes off ``total``, half a minor unit rounded up."""
        off = int((total * self.percent / 100).quantize(Decimal(1), ROUND_HALF_UP)) + self.amount
        return min(total, off if self.max_discount is None else min(off, self.max_discount))


ItemDeal = UnitDeal | BundlePrice | BuyGet
Deal = ItemDeal | OrderDeal
