"""What may stand in for a product: of the same use, by choice cheaper, of another brand, or simply in stock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from knowledge.graph.graph import ProductGraph
from knowledge.graph.search import SearchQuery
from knowledge.graph.views import ProductView
from knowledge.guide.comparison import UnitPrice, unit_price

_CONSIDERED = 200
_LIKENESS, _DEMAND, _SIZE = 1.0, 0.3, 0.5


@dataclass(frozen=True)
class Wanted:
    """What the stand-in must be beside in stock: ``cheaper`` than the product, or of ``another_brand``."""

    cheaper: bool = False
    another_brand: bool = False


@dataclass(frozen=True)
class Alternative:
    """``saving`` is what a unit costs less; ``unit_saving`` the same for 100 g or the like, as a share, where known."""

    product: ProductView
    saving: Decimal
    unit_saving: float | None


def alternatives(
    graph: ProductGraph,
    product_id: str,
    price: Callable[[str], Decimal],
    wanted: Wanted | None = None,
    k: int = 6,
) -> tuple[Alternative, ...]:
    """Up to ``k`` products of the same category, the best first; ``price`` says what a unit costs the customer.

    Ranked by how alike they are in words and values (the graph's ``similar_to``), how near in size, and by demand.

    Raises:
        UnknownProduct: no active product has this id.
    """
    own, wanted = graph.product(product_id), wanted or Wanted()
    if own.category_key is None:
        near = frozenset(each.product_id for each in graph.similar_to(product_id, _CONSIDERED))
        query = SearchQuery(within=near)
    else:
        query = SearchQuery(categories=(own.category_key,))
    likeness = {each.product_id: each.weight for each in graph.similar_to(product_id, _CONSIDERED)}
    pays = price(product_id)
    own_unit = unit_price(own, pays)
    found: list[tuple[float, Alternative]] = []
    for view in _considered(graph, query, likeness):
        if view.product_id == product_id or (wanted.another_brand and view.brand_key == own.brand_key):
            continue
        costs = price(view.product_id)
        saving = _unit_saving(own_unit, unit_price(view, costs))
        if wanted.cheaper and not (costs < pays and (saving is None or saving > 0)):
            continue
        score = _LIKENESS * likeness.get(view.product_id, 0.0) + _DEMAND * view.popularity
        score += _SIZE * _same_size(own, view)
        found.append((score, Alternative(view, pays - costs, saving)))
    found.sort(key=lambda pair: (-pair[0], pair[1].product.product_id))
    return tuple(alternative for _, alternative in found[:k])


def _considered(graph: ProductGraph, query: SearchQuery, likeness: dict[str, float]) -> list[ProductView]:
    """The most in demand of what ``query`` finds, and of the most alike those that it finds too."""
    fitting = graph.fitting(query)
    alike = graph.positions(likeness) & fitting
    popular = [each.product_id for each in graph.search(query, _CONSIDERED).products]
    positions = np.array((graph.positions(popular) | alike).to_array(), dtype=np.int64)
    products = graph.products()
    return [products[at] for at in positions.tolist()]


def _unit_saving(own: UnitPrice | None, other: UnitPrice | None) -> float | None:
    if own is None or other is None or own.unit != other.unit or not own.price:
        return None
    return float(1 - other.price / own.price)


def _same_size(one: ProductView, other: ProductView) -> float:
    """1 for the same size, less the further apart, 0 from twice or half on."""
    first, second = ([(v.number, v.unit) for v in view.values if v.number] for view in (one, other))
    if len(first) != 1 or len(second) != 1 or first[0][1] != second[0][1]:
        return 0.0
    ratio = float(first[0][0] or 1) / float(second[0][0] or 1)
    return max(0.0, 1 - abs(float(np.log2(ratio))))
