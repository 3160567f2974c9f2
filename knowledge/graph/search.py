"""Searching: any mix of category, brand, attribute value, price, text and shown products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from knowledge.graph.exclusions import NOTHING, Exclusions
from knowledge.graph.index import ProductIndex
from knowledge.graph.textindex import TextMatch
from knowledge.graph.views import ProductView

Sort = Literal["relevance", "price", "price_desc", "popularity"]

#: Nothing is known of what the customer likes.
NO_TASTE: Mapping[str, float] = MappingProxyType({})
#: How much more the most popular product counts than one never bought, of equal relevance to the words.
_POPULARITY = 1.0


@dataclass(frozen=True)
class SearchQuery:
    """What a customer wants; every condition given must hold, and none given means every product.

    ``categories``: in any of them, subtrees included. ``brands``: of any of them. ``values``: ``attribute=key``, any of
    those of one attribute, and so for every attribute named; ``size=~500-g`` is any size within 2% of 500 g,
    ``size=12-oz..1-lb`` any from 12 oz to 1 lb (``size=12-oz..``: without an end), in whatever unit it is sold. Prices
    are what anyone pays today and both bounds are included. ``in_stock`` False asks for products out of stock too.
    ``within``: only these product ids. ``without``: none of these. A key that the shop does not have fits no product.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    private_label: bool | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = True
    within: frozenset[str] | None = None
    sort: Sort = "relevance"
    without: Exclusions = NOTHING


@dataclass(frozen=True)
class SearchResult:
    """``products`` from place ``offset`` on, of ``total`` that fit."""

    products: tuple[ProductView, ...]
    total: int
    query: SearchQuery
    offset: int


def search(
    index: ProductIndex, query: SearchQuery, k: int = 10, offset: int = 0, taste: Mapping[str, float] = NO_TASTE
) -> SearchResult:
    """The ``k`` best products for ``query`` after the first ``offset``.

    The order is the same every time: by ``query.sort``, ties to the more popular, then by product id. Without a text,
    relevance is popularity. ``taste``: what the customer is known to like, products with a weight from 0 to 1 that
    adds to their popularity.
    """
    if k < 0 or offset < 0:
        raise ValueError("k and offset must not be negative")
    match = index.text(query.text)
    positions = np.array(fitting(index, query, match).to_array(), dtype=np.int64)
    chosen = _ordered(index, query.sort, match, positions, offset + k, taste)[offset:]
    return SearchResult(tuple(index.views[i] for i in chosen.tolist()), len(positions), query, offset)


def fitting(index: ProductIndex, query: SearchQuery, match: TextMatch | None) -> BitMap:
    """The positions of the products that meet every condition of ``query``, ``match`` being what its text finds."""
    conditions: list[BitMap] = []
    if match is not None:
        conditions.append(match.documents)
    elif query.text.strip():
        # Nothing but punctuation or emoji: asked for something that no product is.
        return BitMap()
    if query.categories:
        conditions.append(index.category(query.categories))
    if query.brands:
        conditions.append(index.brand(query.brands))
    if query.values:
        conditions.append(index.value(query.values))
    if query.private_label is True:
        conditions.append(index.private_label)
    elif query.private_label is False:
        conditions.append(index.everything - index.private_label)
    if query.in_stock:
        conditions.append(index.in_stock)
    if query.within is not None:
        conditions.append(index.within(query.within))
    found = BitMap.intersection(*conditions) if conditions else index.everything
    if query.without:
        found = found - index.excluded(query.without)
    if query.price_min is not None or query.price_max is not None:
        found = index.priced(found, query.price_min, query.price_max)
    return found


def _ordered(
    index: ProductIndex,
    sort: Sort,
    match: TextMatch | None,
    positions: npt.NDArray[np.int64],
    first: int,
    taste: Mapping[str, float],
) -> npt.NDArray[np.int64]:
    """The ``first`` best of ``positions``, in order."""
    if sort == "price":
        return _lowest(positions, index.by_price, first)
    if sort == "price_desc":
        return _lowest(positions, index.by_price_descending, first)
    if sort == "popularity" or (match is None and not taste):
        return _lowest(positions, index.by_popularity, first)
    score = 1 + _POPULARITY * index.popularity[positions] + liked(index, positions, taste)
    if match is not None:
        score = match.scores[positions] * score
    if first < len(positions):
        # All that tie with the last place stay in, so that the tie is broken by rank and not by chance.
        threshold = np.partition(score, len(score) - first)[len(score) - first] if first else np.inf
        kept = score >= threshold
        positions, score = positions[kept], score[kept]
    return positions[np.lexsort((index.by_popularity[positions], -score))][:first]


def liked(index: ProductIndex, positions: npt.NDArray[np.int64], taste: Mapping[str, float]) -> npt.NDArray[np.float32]:
    """The taste for the product at each of ``positions``, which ascend."""
    weights = np.zeros(len(positions), dtype=np.float32)
    for product_id, weight in taste.items():
        place = int(np.searchsorted(positions, index.positions.get(product_id, -1)))
        if place < len(positions) and positions[place] == index.positions.get(product_id):
            weights[place] = weight
    return weights


def _lowest(positions: npt.NDArray[np.int64], ranks: npt.NDArray[np.int64], first: int) -> npt.NDArray[np.int64]:
    rank = ranks[positions]
    if 0 < first < len(positions):
        kept = np.argpartition(rank, first - 1)[:first]
        positions, rank = positions[kept], rank[kept]
    return positions[np.argsort(rank)][:first]
