"""The lowest lawful total of a basket: item deals, then deals on the whole order, with groups that exclude each other.

A deal on the order never makes a dearer basket the cheaper one, so for each choice of them the cheapest plan of the
items is best; choices are tried in the order of what they could come to at best, until none left could win.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from knowledge.promotions.deals import Deal, ItemDeal, Line, OrderDeal
from knowledge.promotions.item_program import ItemPlan, Use, best_plan

MOST_CHOICES = 10_000


@dataclass(frozen=True)
class OrderUse:
    """``deal`` took ``discount`` off."""

    deal: OrderDeal
    discount: int


@dataclass(frozen=True)
class BestPrice:
    """``total`` in minor units, and how it comes about; no lawful total is below ``bound``."""

    total: int
    bound: int
    uses: tuple[Use, ...]
    order: tuple[OrderUse, ...]

    @property
    def proved(self) -> bool:
        """Whether there is no lower total."""
        return self.total <= self.bound


def best_price(lines: Sequence[Line], deals: Sequence[Deal], seconds: float = 1.0) -> BestPrice:
    """The lowest total of ``lines`` that may be had of ``deals``, or the lowest found within about ``seconds``."""
    until = time.monotonic() + seconds
    items = [deal for deal in deals if not isinstance(deal, OrderDeal)]
    orders = [deal for deal in deals if isinstance(deal, OrderDeal)]
    plans: dict[frozenset[str], ItemPlan] = {}

    def plan(taken: frozenset[str]) -> ItemPlan:
        if taken not in plans:
            allowed: list[ItemDeal] = [deal for deal in items if deal.group is None or deal.group not in taken]
            plans[taken] = best_plan(lines, allowed, max(0.01, until - time.monotonic()))
        return plans[taken]

    item_groups = {deal.group for deal in items}
    whole = plan(frozenset())
    choices = [
        (choice, frozenset(deal.group for deal in choice if deal.group is not None and deal.group in item_groups))
        for choice in islice(_choices(orders), MOST_CHOICES + 1)
    ]
    best: BestPrice | None = None
    for choice, taken in sorted(choices, key=lambda each: _after(whole.bound, each[0])[0]):
        if best and (best.total <= _after(whole.bound, choice)[0] or time.monotonic() > until):
            break
        chosen = plan(taken)
        total, used = _after(chosen.total, choice)
        if best is None or total < best.total:
            best = BestPrice(total, total, chosen.uses, used)
    assert best is not None
    # Where a choice was not looked at, what it could come to at best is what it could with everything.
    least = min(_after(plans.get(taken, whole).bound, choice)[0] for choice, taken in choices)
    return replace(best, bound=min(best.total, least if len(choices) <= MOST_CHOICES else 0))


def _choices(orders: Sequence[OrderDeal]) -> Iterator[tuple[OrderDeal, ...]]:
    """Every way to use one deal or none of each group, and all that have no group, in their order."""
    groups: dict[str, list[OrderDeal | None]] = {}
    for deal in orders:
        if deal.group is not None:
            groups.setdefault(deal.group, [None]).append(deal)
    for picked in product(*groups.values()):
        yield tuple(deal for deal in orders if deal.group is None or deal in picked)


def _after(total: int, choice: Sequence[OrderDeal]) -> tuple[int, tuple[OrderUse, ...]]:
    """``total`` after the deals of ``choice``, one after the other."""
    used = []
    for deal in choice:
        if discount := deal.discount(total):
            used.append(OrderUse(deal, discount))
            total -= discount
    return total, tuple(used)
