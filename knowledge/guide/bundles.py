"""A basket for an occasion within a budget: one product for each part, those most wanted that can be paid together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, log

import numpy as np

from knowledge.graph.graph import ProductGraph
from knowledge.graph.search import NO_TASTE, SearchQuery
from knowledge.graph.views import ProductView
from knowledge.guide.occasions import Occasion, Role
from knowledge.guide.questions import wanted

#: Of each part the most likely, and the cheapest so that a small budget finds something.
_CONSIDERED = 40
_CHEAPEST = 10
#: A part that is there outweighs any choice within the others; an optional one weighs less.
_PART, _OPTIONAL_PART = 1_000.0, 100.0


@dataclass(frozen=True)
class Item:
    """``quantity`` units of a product for one part of the occasion."""

    role: Role
    product: ProductView
    quantity: int


@dataclass(frozen=True)
class Bundle:
    """``items`` cost ``total`` by their single prices; ``left_out`` are parts for which the budget or the shop had
    nothing."""

    items: tuple[Item, ...]
    total: Decimal
    left_out: tuple[Role, ...]


@dataclass(frozen=True)
class _Plan:
    cost: Decimal
    worth: float
    items: tuple[Item, ...]


def bundle(
    graph: ProductGraph,
    occasion: Occasion,
    price: Callable[[str], Decimal],
    *,
    people: int = 1,
    budget: Decimal | None = None,
    taste: Mapping[str, float] = NO_TASTE,
) -> Bundle:
    """The best basket: the most parts, needed before optional, then the products most likely to be wanted.

    ``price`` is what one unit costs the customer. Exact: parts are added one by one, and of the baskets so far those
    are kept that no other beats in both cost and worth (dynamic programming over the Pareto front, Nemhauser and
    Ullmann, "Discrete dynamic programming and capital allocation", Management Science 15(9), 1969).
    """
    plans = [_Plan(Decimal(0), 0.0, ())]
    for role in occasion.roles:
        choices = _choices(graph, role, price, people, taste)
        plans = _undominated([*plans, *_extended(plans, choices, role, budget)])
    best = max(plans, key=lambda plan: (plan.worth, -plan.cost))
    there = {item.role for item in best.items}
    return Bundle(best.items, best.cost, tuple(role for role in occasion.roles if role not in there))


def _choices(
    graph: ProductGraph, role: Role, price: Callable[[str], Decimal], people: int, taste: Mapping[str, float]
) -> list[tuple[Item, Decimal, float]]:
    query = SearchQuery(text=role.find)
    views = {each.product_id: each for each in graph.search(query, _CONSIDERED, taste=taste).products}
    if views:
        # Cheap ones of the kind that is meant: that of the best.
        kinds = tuple(dict.fromkeys(each.category_key for each in list(views.values())[:3] if each.category_key))
        cheap = SearchQuery(text=role.find, categories=kinds, sort="price")
        views |= {each.product_id: each for each in graph.search(cheap, _CHEAPEST).products}
    quantity = ceil(people / role.serves)
    ids = list(views)
    positions = np.array(sorted(graph.positions(ids)), dtype=np.int64)
    chances = dict(zip(positions.tolist(), wanted(graph, positions, taste).tolist(), strict=True)) if ids else {}
    products = graph.products()
    return [
        (Item(role, products[at], quantity), price(products[at].product_id) * quantity, log(1 + chance * len(ids)))
        for at, chance in chances.items()
    ]


def _extended(
    plans: Sequence[_Plan], choices: Sequence[tuple[Item, Decimal, float]], role: Role, budget: Decimal | None
) -> list[_Plan]:
    part = _OPTIONAL_PART if role.optional else _PART
    return [
        _Plan(plan.cost + cost, plan.worth + part + worth, (*plan.items, item))
        for plan in plans
        for item, cost, worth in choices
        if (budget is None or plan.cost + cost <= budget)
        and all(item.product.product_id != other.product.product_id for other in plan.items)
    ]


def _undominated(plans: Sequence[_Plan]) -> list[_Plan]:
    kept: list[_Plan] = []
    for plan in sorted(plans, key=lambda each: (each.cost, -each.worth)):
        if not kept or plan.worth > kept[-1].worth:
            kept.append(plan)
    return kept
