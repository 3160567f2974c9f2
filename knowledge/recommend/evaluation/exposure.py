"""Whose products are shown: small brands and the shop's own beside their share of sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from knowledge.recommend.interactions import Interactions

SMALL_SHARE = 0.2
"""The smallest brands that together make this share of sales are "small brands"."""
OWN, LARGE, SMALL, NONE = "the shop's own brand", "large brands", "small brands", "no brand"


@dataclass(frozen=True)
class Exposure:
    """A group's share of the products, of the purchases, and of the customers' attention to what is recommended."""

    group: str
    products: float
    purchases: float
    attention: float


def kinds_of_brand(
    interactions: Interactions, brand: Mapping[str, str], own: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Of each product the group of its brand; ``own``: the keys of the shop's own brands."""
    sold: dict[str, int] = {}
    times = np.bincount(interactions.product, minlength=len(interactions.products))
    for product, count in zip(interactions.products, times.tolist(), strict=True):
        name = brand.get(product, "")
        if name and name not in own:
            sold[name] = sold.get(name, 0) + count
    small, so_far, total = set[str](), 0, sum(sold.values())
    for name in sorted(sold, key=lambda each: (sold[each], each)):
        so_far += sold[name]
        if so_far > SMALL_SHARE * total:
            break
        small.add(name)

    def kind(product: str) -> str:
        name = brand.get(product, "")
        return NONE if not name else OWN if name in own else SMALL if name in small else LARGE

    return {product: kind(product) for product in interactions.products}


def exposures(
    lists: Sequence[Sequence[str]], interactions: Interactions, group: Mapping[str, str]
) -> tuple[Exposure, ...]:
    """Of each group; attention falls with the place as in DCG (Singh and Joachims, KDD 2018)."""
    times = np.bincount(interactions.product, minlength=len(interactions.products)).tolist()
    names = sorted(set(group.values()))
    products, purchases, attention = (dict.fromkeys(names, 0.0) for _ in range(3))
    for product, count in zip(interactions.products, times, strict=True):
        products[group[product]] += 1
        purchases[group[product]] += count
    for some in lists:
        for place, product in enumerate(some):
            attention[group[product]] += 1 / log2(place + 2)
    totals = [sum(each.values()) or 1.0 for each in (products, purchases, attention)]
    return tuple(
        Exposure(each, products[each] / totals[0], purchases[each] / totals[1], attention[each] / totals[2])
        for each in names
    )
