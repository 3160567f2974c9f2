"""The cheapest way to give each unit of a basket to at most one deal, as a mixed-integer linear program.

Solved exactly by HiGHS (Huangfu and Hall, "Parallelizing the dual revised simplex method", 2018) through SciPy.
Which of the bought units may be "the cheapest" is Hall's condition on nested sets: units that are got at a price or
above need enough paid ones at that price or above.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from knowledge.promotions.deals import BundlePrice, BuyGet, ItemDeal, Line, UnitDeal


@dataclass(frozen=True)
class Use:
    """``deal`` on ``units``, numbers by line, which together ``cost`` this much; ``got``: those for the lower price."""

    deal: ItemDeal
    units: dict[int, int]
    cost: int
    got: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemPlan:
    """The total of all lines; no plan costs less than ``bound``, and the two are one where that was proved."""

    total: int
    bound: int
    uses: tuple[Use, ...]


def best_plan(lines: Sequence[Line], deals: Sequence[ItemDeal], seconds: float) -> ItemPlan:
    """The cheapest plan that ``seconds`` suffice to find; deals of the same group are not used together."""
    free = [deal for deal in deals if isinstance(deal, UnitDeal) and _unlimited(deal)]
    best = [line.price for line in lines]
    alone: dict[int, UnitDeal] = {}
    for deal in free:
        for line, price in deal.prices.items():
            # At the price that it has anyway a unit goes to the first deal, which has a name to tell.
            if price < best[line] or (price == best[line] and line not in alone):
                best[line], alone[line] = price, deal
    limited = [deal for deal in deals if not (isinstance(deal, UnitDeal) and _unlimited(deal))]
    uses, bound = _Program(lines, best, limited).solve(seconds)
    left = [line.quantity for line in lines]
    for use in uses:
        for line, number in use.units.items():
            left[line] -= number
    total = sum(use.cost for use in uses) + sum(price * number for price, number in zip(best, left, strict=True))
    for deal in free:
        if units := {line: left[line] for line, chosen in alone.items() if chosen is deal and left[line]}:
            uses.append(Use(deal, units, sum(best[line] * number for line, number in units.items())))
    return ItemPlan(total, min(bound, total), tuple(uses))


def _unlimited(deal: UnitDeal) -> bool:
    return deal.max_units is None and deal.max_discount is None and deal.group is None


class _Program:
    """Columns are numbers of units and bundles; the objective is what they cost beside ``best``, a unit's elsewhere."""

    def __init__(self, lines: Sequence[Line], best: Sequence[int], deals: Sequence[ItemDeal]) -> None:
        self._lines, self._best = lines, best
        self._cost: list[float] = []
        self._most: list[float] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._of_line: dict[int, list[int]] = defaultdict(list)
        self._of_group: dict[str, list[int]] = defaultdict(list)
        self._parts = [part for deal in deals if (part := self._deal(deal)) is not None]
        for line, columns in self._of_line.items():
            self._row(dict.fromkeys(columns, 1.0), most=lines[line].quantity)
        for switches in self._of_group.values():
            if len(switches) > 1:
                self._row(dict.fromkeys(switches, 1.0), most=1)

    def solve(self, seconds: float) -> tuple[list[Use], int]:
        """What is used of each deal, and the least that all lines could cost."""
        whole = sum(line.quantity * price for line, price in zip(self._lines, self._best, strict=True))
        if not self._parts:
            return [], whole
        found = milp(
            np.array(self._cost),
            integrality=np.ones(len(self._cost)),
            bounds=Bounds(0, np.array(self._most)),
            constraints=self._constraints(),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        bound = getattr(found, "mip_dual_bound", None)
        least = whole if found.x is None else whole + math.ceil((found.fun if bound is None else bound) - 1e-6)
        if found.x is None:  # not even "no deal at all" was found in time
            return [], 0
        counts = np.rint(found.x).astype(int).tolist()
        return [use for part in self._parts if (use := part.use(counts, self._lines)) is not None], least

    def _constraints(self) -> LinearConstraint:
        at = [(row, column, value) for row, (values, _, _) in enumerate(self._rows) for column, value in values.items()]
        rows, columns, values = zip(*at, strict=True)
        matrix = csr_matrix((values, (rows, columns)), shape=(len(self._rows), len(self._cost)))
        return LinearConstraint(matrix, [least for _, least, _ in self._rows], [most for _, _, most in self._rows])

    def _column(self, cost: float, most: float) -> int:
        self._cost.append(cost)
        self._most.append(most)
        return len(self._cost) - 1

    def _units(self, line: int, price: int) -> int:
        """Units of ``line`` that a deal takes, for ``price`` each instead of what they cost elsewhere."""
        column = self._column(price - self._best[line], self._lines[line].quantity)
        self._of_line[line].append(column)
        return column

    def _row(self, values: dict[int, float], least: float = -np.inf, most: float = np.inf) -> None:
        self._rows.append((values, least, most))

    def _switch(self, group: str | None, columns: Sequence[int]) -> None:
        """With a group, a switch that must be on where any of ``columns`` is used."""
        if group is None:
            return
        switch = self._column(0, 1)
        self._of_group[group].append(switch)
        for column in columns:
            self._row({column: 1.0, switch: -self._most[column]}, most=0)

    def _deal(self, deal: ItemDeal) -> _Part | None:
        if isinstance(deal, UnitDeal):
            return self._unit_deal(deal)
        if isinstance(deal, BundlePrice):
            return self._bundle(deal)
        return self._buy_get(deal)

    def _unit_deal(self, deal: UnitDeal) -> _Part | None:
        capped = deal.max_discount is not None
        worth = {line: price for line, price in deal.prices.items() if price < self._best[line]}
        if not worth:
            return None
        columns = {
            line: self._units(line, self._lines[line].price if capped else price) for line, price in worth.items()
        }
        if deal.max_units is not None:
            self._row(dict.fromkeys(columns.values(), 1.0), most=deal.max_units)
        if deal.max_discount is not None:
            off = self._column(-1, deal.max_discount)
            saved = {column: self._lines[line].price - worth[line] for line, column in columns.items()}
            self._row({off: 1.0, **{column: -float(value) for column, value in saved.items()}}, most=0)
        self._switch(deal.group, list(columns.values()))
        return _Part(deal, columns)

    def _bundle(self, deal: BundlePrice) -> _Part | None:
        in_basket = sum(self._lines[line].quantity for line in deal.lines)
        times = self._times(in_basket // deal.size, deal.max_times)
        if not times:
            return None
        columns = {line: self._units(line, 0) for line in sorted(deal.lines)}
        bundles = self._column(deal.price, times)
        self._row({**dict.fromkeys(columns.values(), 1.0), bundles: -float(deal.size)}, 0, 0)
        self._switch(deal.group, [bundles])
        return _Part(deal, columns, bundles=bundles)

    def _buy_get(self, deal: BuyGet) -> _Part | None:
        buyable = sum(self._lines[line].quantity for line in deal.paid)
        gettable = sum(self._lines[line].quantity for line in deal.gets)
        together = sum(self._lines[line].quantity for line in {*deal.paid, *deal.gets})
        possible = min(buyable // deal.buy, gettable // deal.get, together // (deal.buy + deal.get))
        times = self._times(possible, deal.max_times)
        worth = any(price < self._best[line] for line, price in deal.gets.items())
        if not times or not worth:
            return None
        paid = {line: self._units(line, self._lines[line].price) for line in sorted(deal.paid)}
        got = {line: self._units(line, price) for line, price in sorted(deal.gets.items())}
        bundles = self._column(0, times)
        self._row({**dict.fromkeys(paid.values(), 1.0), bundles: -float(deal.buy)}, 0, 0)
        self._row({**dict.fromkeys(got.values(), 1.0), bundles: -float(deal.get)}, 0, 0)
        if deal.cheapest:
            self._nested(deal, paid, got, times)
        self._switch(deal.group, [bundles])
        return _Part(deal, paid, got)

    def _nested(self, deal: BuyGet, paid: dict[int, int], got: dict[int, int], times: int) -> None:
        for price in sorted({self._lines[line].price for line in got}, reverse=True):
            above = [column for line, column in got.items() if self._lines[line].price >= price]
            enough = [column for line, column in paid.items() if self._lines[line].price >= price]
            bundles = self._column(0, times)
            self._row({**dict.fromkeys(above, 1.0), bundles: -float(deal.get)}, most=0)
            self._row({**dict.fromkeys(enough, -1.0), bundles: float(deal.buy)}, most=0)

    @staticmethod
    def _times(possible: int, most: int | None) -> int:
        return possible if most is None else min(possible, most)


@dataclass(frozen=True)
class _Part:
    """A deal's columns of units, by line."""

    deal: ItemDeal
    columns: dict[int, int]
    got: dict[int, int] = field(default_factory=dict)
    bundles: int | None = None

    def use(self, counts: Sequence[int], lines: Sequence[Line]) -> Use | None:
        """What the solution makes of the deal; None where it does not use it."""
        got = {line: counts[column] for line, column in self.got.items() if counts[column]}
        units = {line: counts[column] for line, column in self.columns.items() if counts[column]}
        full = sum(lines[line].price * number for line, number in units.items())
        for line, number in got.items():
            units[line] = units.get(line, 0) + number
        if not units:
            return None
        if isinstance(self.deal, BundlePrice):
            assert self.bundles is not None
            return Use(self.deal, units, self.deal.price * counts[self.bundles])
        if isinstance(self.deal, BuyGet):
            return Use(self.deal, units, full + sum(self.deal.gets[line] * n for line, n in got.items()), got)
        off = sum((lines[line].price - self.deal.prices[line]) * number for line, number in units.items())
        return Use(
            self.deal, units, full - (off if self.deal.max_discount is None else min(off, self.deal.max_discount))
        )
