"""Nothing fits: the fewest wishes to give up so that something does, and how many products that gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Literal

import numpy as np

from knowledge.graph.exclusions import NOTHING
from knowledge.graph.graph import ProductGraph
from knowledge.graph.index import PRICE_SCALE
from knowledge.graph.search import SearchQuery
from knowledge.guide.price_bands import above, below

WishKind = Literal["price", "value", "brand", "label", "without", "text", "category"]
#: In this order wishes are given up where as many of either would do: first what people bend most easily.
_EASE: tuple[WishKind, ...] = ("price", "value", "brand", "label", "without", "text", "category")
#: More than so many wishes at once are not given up: what is left would be another search.
MOST_GIVEN_UP = 3


@dataclass(frozen=True)
class Wish:
    """One condition of a query; ``key`` tells it from others of its kind (an attribute, an excluded thing)."""

    kind: WishKind
    key: str = ""


@dataclass(frozen=True)
class Relaxation:
    """``query`` has ``total`` products and lacks the wishes ``given_up``, or a price bound in it is wider.

    ``bound``: the price bound that was moved rather than given up, as it is now.
    """

    given_up: tuple[Wish, ...]
    query: SearchQuery
    total: int
    bound: Decimal | None = None


def relaxations(graph: ProductGraph, query: SearchQuery, k: int = 3) -> tuple[Relaxation, ...]:
    """Up to ``k`` ways to find something where ``query`` finds nothing, those that give up fewest wishes first.

    Each gives up as few as any, and none more than it must. A price bound is moved to the next round amount that has
    products rather than given up. Without a wish, or where not even three given up would do, there is none.
    """
    wishes = tuple(sorted(_wishes(query), key=lambda wish: (_EASE.index(wish.kind), wish.key)))
    for number in range(1, min(MOST_GIVEN_UP, len(wishes)) + 1):
        found = []
        for given_up in combinations(wishes, number):
            wider = without_wishes(query, given_up)
            total = len(graph.fitting(wider))
            if total:
                found.append(_kept_price(graph, query, Relaxation(given_up, wider, total)))
        # To keep nothing of what was asked for is no answer to it.
        kept = [each for each in found if len(each.given_up) < len(wishes) or each.bound is not None]
        if kept:
            return tuple(kept[:k])
    return ()


def one_wish_each(query: SearchQuery) -> tuple[SearchQuery, ...]:
    """The conditions of ``query``, each as a query of its own."""
    wishes = tuple(_wishes(query))
    return tuple(without_wishes(query, tuple(each for each in wishes if each != wish)) for wish in wishes)


def _wishes(query: SearchQuery) -> Iterator[Wish]:
    if query.price_min is not None or query.price_max is not None:
        yield Wish("price")
    for attribute in dict.fromkeys(value.partition("=")[0] for value in query.values):
        yield Wish("value", attribute)
    if query.brands:
        yield Wish("brand")
    if query.private_label is not None:
        yield Wish("label")
    if query.text:
        yield Wish("text")
    if query.categories:
        yield Wish("category")
    if query.without:
        yield Wish("without")


def without_wishes(query: SearchQuery, given_up: tuple[Wish, ...]) -> SearchQuery:
    """``query`` without these conditions."""
    for wish in given_up:
        if wish.kind == "price":
            query = replace(query, price_min=None, price_max=None)
        elif wish.kind == "value":
            query = replace(query, values=tuple(each for each in query.values if not each.startswith(f"{wish.key}=")))
        elif wish.kind == "brand":
            query = replace(query, brands=())
        elif wish.kind == "label":
            query = replace(query, private_label=None)
        elif wish.kind == "text":
            query = replace(query, text="")
        elif wish.kind == "category":
            query = replace(query, categories=())
        else:
            query = replace(query, without=NOTHING)
    return query


def _kept_price(graph: ProductGraph, query: SearchQuery, found: Relaxation) -> Relaxation:
    """The relaxation with a price bound moved as little as it takes, where it gave up the price."""
    if Wish("price") not in found.given_up:
        return found
    positions = np.array(graph.fitting(found.query).to_array(), dtype=np.int64)
    prices = graph.prices(positions)
    if query.price_max is not None and (over := prices[prices > int(query.price_max.scaleb(PRICE_SCALE))]).size:
        bound = above(int(over.min()))
        moved = replace(found.query, price_max=bound, price_min=query.price_min)
        if query.price_min is not None and query.price_min > bound:
            moved = replace(moved, price_min=None)
    elif query.price_min is not None:
        bound = below(int(prices.max()))
        moved = replace(found.query, price_min=bound)
    else:
        return found
    total = len(graph.fitting(moved))
    return replace(found, query=moved, total=total, bound=bound) if total else found
