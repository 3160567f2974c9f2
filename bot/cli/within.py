"""Conditions on the command line: which products may come."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from knowledge.graph.graph import ProductGraph
    from knowledge.graph.search import SearchQuery

CONDITIONS = "category=KEY, brand=KEY, min=PRICE, max=PRICE, text=WORDS, or an attribute as size=12-oz"


def read_within(conditions: Sequence[str], graph: ProductGraph) -> SearchQuery | None:
    """A search from ``name=value`` conditions, all of which must hold; None without any.

    A category may be named by the end of its key: ``cereal`` for all that end in ``/cereal``.

    Raises:
        BadParameter: one cannot be read, or names what the shop does not have.
    """
    from knowledge.graph.search import SearchQuery

    if not conditions:
        return None
    given: dict[str, Any] = {"categories": (), "brands": (), "values": ()}
    for condition in conditions:
        name, _, value = condition.partition("=")
        if not value:
            raise typer.BadParameter(f"--within {condition}: must be {CONDITIONS}")
        if name == "category":
            given["categories"] += _categories(value, graph)
        elif name == "brand":
            given["brands"] += (value,)
        elif name in ("min", "max"):
            given[f"price_{name}"] = _price(condition, value)
        elif name == "text":
            given["text"] = value
        else:
            given["values"] += (condition,)
    return SearchQuery(**given)


def _categories(value: str, graph: ProductGraph) -> tuple[str, ...]:
    keys: list[str] = []
    left = [each.key for each in graph.categories()]
    while left:
        key = left.pop()
        keys.append(key)
        left += [each.key for each in graph.categories(key)]
    found = [key for key in keys if key == value] or [key for key in keys if key.endswith(f"/{value}")]
    if found:
        return tuple(sorted(found))
    near = sorted(key for key in keys if value in key)[:5]
    raise typer.BadParameter(f"--within category={value}: no such{'; perhaps ' if near else ''}{', '.join(near)}")


def _price(condition: str, value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise typer.BadParameter(f"--within {condition}: {value} is no price") from None
