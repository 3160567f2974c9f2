"""Two to four products side by side: what differs first, the price of a unit, and a plain verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from knowledge.graph.graph import ProductGraph
from knowledge.graph.search import SearchQuery
from knowledge.graph.views import ProductView
from knowledge.guide.relaxation import one_wish_each

FEWEST, MOST = 2, 4
#: So much of a base unit is what prices are told for: 100 g, 100 ml, one piece, a metre.
UNIT_AMOUNTS: Mapping[str, int] = {"g": 100, "ml": 100, "ct": 1, "m": 1}

VerdictKind = Literal["fits_best", "best_value", "cheapest", "alike"]


@dataclass(frozen=True)
class UnitPrice:
    """``price`` for ``amount`` of ``unit`` (g, ml, ct, m), to a tenth of the minor unit."""

    price: Decimal
    amount: int
    unit: str


@dataclass(frozen=True)
class Row:
    """One thing that products are told apart by: for each product the keys of its brand, category or values.

    ``facet`` is ``brand``, ``category`` or an attribute; a cell without keys: the shop does not know.
    """

    facet: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def differs(self) -> bool:
        """Whether not all products have the same."""
        return len(set(self.cells)) > 1


@dataclass(frozen=True)
class Verdict:
    """What speaks for the product at ``place``.

    ``fits_best``: it meets more of the wishes than any other; ``best_value``: of those that meet as many, its unit
    costs least; ``cheapest``: of those, it costs least, and their units cannot be compared; ``alike``: nothing tells
    them apart. ``met`` of ``wishes`` it meets.
    """

    kind: VerdictKind
    place: int
    met: int
    wishes: int


@dataclass(frozen=True)
class Comparison:
    """``rows`` that differ come first; ``prices`` is what a unit of each product costs the customer."""

    products: tuple[ProductView, ...]
    prices: tuple[Decimal, ...]
    unit_prices: tuple[UnitPrice | None, ...]
    rows: tuple[Row, ...]
    verdict: Verdict


def compare(
    graph: ProductGraph,
    product_ids: Sequence[str],
    prices: Sequence[Decimal],
    wishes: SearchQuery | None = None,
) -> Comparison:
    """The products beside each other, each at its price in ``prices``; ``wishes`` are what the customer looks for.

    Raises:
        UnknownProduct: no active product has one of the ids.
        ValueError: there are fewer than two different ones, or more than four.
    """
    if not FEWEST <= len(set(product_ids)) == len(product_ids) <= MOST:
        raise ValueError(f"{FEWEST} to {MOST} different products can be compared, not {len(set(product_ids))}")
    views = tuple(graph.product(each) for each in product_ids)
    rows = [row for row in _rows(views) if any(row.cells)]
    unit_prices = tuple(unit_price(view, price) for view, price in zip(views, prices, strict=True))
    return Comparison(
        products=views,
        prices=tuple(prices),
        unit_prices=unit_prices,
        rows=tuple(sorted(rows, key=lambda row: not row.differs)),
        verdict=_verdict(graph, views, tuple(prices), unit_prices, wishes or SearchQuery()),
    )


def unit_price(view: ProductView, price: Decimal) -> UnitPrice | None:
    """What a standard amount of the product costs; None where it is sold in no one size that is measured."""
    sizes = [value for value in view.values if value.number and value.unit in UNIT_AMOUNTS]
    if len(sizes) != 1 or sizes[0].unit is None or sizes[0].number is None:
        return None
    amount = UNIT_AMOUNTS[sizes[0].unit]
    each = price * amount / Decimal(str(sizes[0].number))
    return UnitPrice(each.quantize(Decimal("0.001"), ROUND_HALF_UP), amount, sizes[0].unit)


def _rows(views: Sequence[ProductView]) -> list[Row]:
    attributes = dict.fromkeys(value.attribute for view in views for value in view.values)
    found = [Row("brand", tuple((view.brand_key,) if view.brand_key else () for view in views))]
    found += [
        Row(name, tuple(tuple(each.reference for each in view.values if each.attribute == name) for view in views))
        for name in attributes
    ]
    found.append(Row("category", tuple((view.category_key,) if view.category_key else () for view in views)))
    return found


def _verdict(
    graph: ProductGraph,
    views: Sequence[ProductView],
    prices: Sequence[Decimal],
    unit_prices: Sequence[UnitPrice | None],
    wishes: SearchQuery,
) -> Verdict:
    single = one_wish_each(wishes)
    ids = frozenset(view.product_id for view in views)
    met = [0] * len(views)
    for wish in single:
        kept = graph.fitting(replace(wish, within=ids, in_stock=False))
        for place, view in enumerate(views):
            met[place] += graph.positions([view.product_id]).intersect(kept)
    best = [place for place, number in enumerate(met) if number == max(met)]

    def told(kind: VerdictKind, place: int) -> Verdict:
        return Verdict(kind, place, met[place], len(single))

    if len(best) == 1:
        return told("fits_best", best[0])
    measures = [unit_prices[place] for place in best]
    if all(measures) and len({each.unit for each in measures if each}) == 1:
        values = {place: each.price for place, each in zip(best, measures, strict=True) if each}
        cheapest = min(values, key=lambda place: (values[place], place))
        if sum(value == values[cheapest] for value in values.values()) == 1:
            return told("best_value", cheapest)
    lowest = min(best, key=lambda place: (prices[place], place))
    if sum(prices[place] == prices[lowest] for place in best) == 1:
        return told("cheapest", lowest)
    return told("alike", lowest)
