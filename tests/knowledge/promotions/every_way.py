"""The lowest total of a small basket by trying every way to use the deals: what the engine is held to.

It shares nothing with the engine but the types. Units are single things here; a deal takes a set of them, and every
set, grouping and order of deals is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from knowledge.promotions.deals import BundlePrice, BuyGet, Deal, ItemDeal, Line, OrderDeal, UnitDeal

Unit = tuple[int, int]  # line, price


def lowest_total(lines: Sequence[Line], deals: Sequence[Deal]) -> int:
    """By exhaustion."""
    units: list[Unit] = [(at, line.price) for at, line in enumerate(lines) for _ in range(line.quantity)]
    items = [deal for deal in deals if not isinstance(deal, OrderDeal)]
    orders = [deal for deal in deals if isinstance(deal, OrderDeal)]
    best = None
    for groups, total in _item_totals(frozenset(range(len(units))), units, items):
        for chosen in _subsets(orders):
            taken = [deal.group for deal in chosen if deal.group is not None]
            if len(taken) != len(set(taken)) or groups & set(taken):
                continue
            left = total
            for deal in chosen:
                left -= deal.discount(left)
            best = left if best is None else min(best, left)
    assert best is not None
    return best


def _item_totals(
    free: frozenset[int], units: list[Unit], deals: Sequence[ItemDeal]
) -> Iterator[tuple[frozenset[str], int]]:
    """Every way to give units to the deals, one deal after the other: the groups it uses and what it comes to."""
    if not deals:
        yield frozenset(), sum(units[unit][1] for unit in free)
        return
    deal, rest = deals[0], deals[1:]
    seen = set()
    for taken, cost in _uses(deal, free, units):
        key = tuple(sorted(units[unit] for unit in taken)), cost
        if key in seen:
            continue
        seen.add(key)
        for groups, total in _item_totals(free - taken, units, rest):
            if not taken or deal.group is None:
                yield groups, total + cost
            elif deal.group not in groups:
                yield groups | {deal.group}, total + cost


def _uses(deal: ItemDeal, free: frozenset[int], units: list[Unit]) -> Iterator[tuple[frozenset[int], int]]:
    """Every set of the free units that the deal may take, with what they then cost."""
    if isinstance(deal, UnitDeal):
        able = [unit for unit in free if units[unit][0] in deal.prices]
        for chosen in _subsets(able):
            if deal.max_units is not None and len(chosen) > deal.max_units:
                continue
            full = sum(units[unit][1] for unit in chosen)
            off = sum(max(0, units[unit][1] - deal.prices[units[unit][0]]) for unit in chosen)
            yield frozenset(chosen), full - (off if deal.max_discount is None else min(off, deal.max_discount))
    elif isinstance(deal, BundlePrice):
        able = [unit for unit in free if units[unit][0] in deal.lines]
        for chosen in _subsets(able):
            times, over = divmod(len(chosen), deal.size)
            if not over and (deal.max_times is None or times <= deal.max_times):
                yield frozenset(chosen), times * deal.price
    else:
        yield from _bought(deal, free, units, 0)


def _bought(deal: BuyGet, free: frozenset[int], units: list[Unit], times: int) -> Iterator[tuple[frozenset[int], int]]:
    yield frozenset(), 0
    if deal.max_times is not None and times >= deal.max_times:
        return
    for paid in combinations(sorted(unit for unit in free if units[unit][0] in deal.paid), deal.buy):
        for got in combinations(sorted(u for u in free - set(paid) if units[u][0] in deal.gets), deal.get):
            if deal.cheapest and max(units[u][1] for u in got) > min(units[u][1] for u in paid):
                continue
            cost = sum(units[u][1] for u in paid) + sum(deal.gets[units[u][0]] for u in got)
            here = frozenset(paid) | frozenset(got)
            for more, costs in _bought(deal, free - here, units, times + 1):
                yield here | more, cost + costs


def _subsets(things: Sequence) -> Iterator[tuple]:  # type: ignore[type-arg]
    for size in range(len(things) + 1):
        yield from combinations(things, size)
