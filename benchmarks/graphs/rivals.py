"""The same conjunctions in SQLite with indexes and in plain networkx."""

from __future__ import annotations

import sqlite3
from heapq import nsmallest
from pathlib import Path

from knowledge.graph import ProductGraph, SearchQuery, schema
from knowledge.graph.index import PRICE_SCALE
from knowledge.graph.schema import node_id

Answer = tuple[int, tuple[str, ...]]
"""How many fit, and the ids of the best."""


class InSqlite:
    """One table of products, one of their categories (ancestors too), one of their values; each column indexed.

    It is in memory, each index covers its query, and the planner has its statistics; it chooses the order of the joins.
    """

    def __init__(self, graph: ProductGraph, file: Path | str = ":memory:") -> None:
        self._shop = sqlite3.connect(file)
        self._shop.executescript(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, product TEXT, brand TEXT, price INTEGER, place INTEGER);"
            "CREATE TABLE in_category (category TEXT, id INTEGER, PRIMARY KEY (category, id)) WITHOUT ROWID;"
            "CREATE TABLE has (value TEXT, id INTEGER, PRIMARY KEY (value, id)) WITHOUT ROWID;"
        )
        views = graph.products()
        place = {view.product_id: at for at, view in enumerate(sorted(views, key=lambda each: -each.popularity))}
        self._shop.executemany(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?)",
            (
                (at, view.product_id, view.brand_key, int(view.price.scaleb(PRICE_SCALE)), place[view.product_id])
                for at, view in enumerate(views)
                if view.in_stock
            ),
        )
        stocked = [(at, view) for at, view in enumerate(views) if view.in_stock]
        self._shop.executemany(
            "INSERT INTO in_category VALUES (?, ?)", ((key, at) for at, view in stocked for key in view.category_path)
        )
        self._shop.executemany(
            "INSERT INTO has VALUES (?, ?)", ((each.reference, at) for at, view in stocked for each in view.values)
        )
        self._shop.executescript(
            "CREATE INDEX by_brand ON item (brand, id, price, place); CREATE INDEX by_price ON item (price); ANALYZE;"
        )

    def search(self, query: SearchQuery, k: int) -> Answer:
        """As :meth:`ProductGraph.search`, for a category, a brand, values and a highest price."""
        joins, conditions, values, last = [], [], [], []
        for at, (table, column, key) in enumerate(
            [
                *(("in_category", "category", key) for key in query.categories),
                *(("has", "value", key) for key in query.values),
            ]
        ):
            joins.append(f"JOIN {table} t{at} ON t{at}.{column} = ? AND t{at}.id = item.id")
            values.append(key)
        if query.brands:
            conditions.append("brand = ?")
            last.append(query.brands[0])
        if query.price_max is not None:
            conditions.append("price <= ?")
            last.append(str(int(query.price_max.scaleb(PRICE_SCALE))))
        where = f"FROM item {' '.join(joins)} WHERE {' AND '.join(conditions) or '1'}"
        given = [*values, *last]
        best = self._shop.execute(f"SELECT product {where} ORDER BY place LIMIT {k}", given).fetchall()
        (total,) = self._shop.execute(f"SELECT count(*) {where}", given).fetchone()
        return total, tuple(row[0] for row in best)


class InNetworkx:
    """Sets of neighbours, intersected: what a graph of nodes and edges gives without an index beside it."""

    def __init__(self, graph: ProductGraph) -> None:
        self._graph = graph.nx
        self._below: dict[str, list[str]] = {}

    def search(self, query: SearchQuery, k: int) -> Answer:
        """As :class:`InSqlite`."""
        sets = []
        if query.categories:
            start = node_id(schema.CATEGORY, query.categories[0])
            inside = self._subtree(start)
            sets.append({each for node in inside for each in self._holders(node, schema.IN_CATEGORY)})
        sets += [set(self._holders(node_id(schema.BRAND, key), schema.MADE_BY)) for key in query.brands]
        sets += [set(self._holders(node_id(schema.VALUE, each), schema.HAS)) for each in query.values]
        fitting = set.intersection(*sets) if sets else set(self._graph)
        views = [self._graph.nodes[node]["view"] for node in fitting if "view" in self._graph.nodes[node]]
        kept = [v for v in views if v.in_stock and (query.price_max is None or v.price <= query.price_max)]
        best = nsmallest(k, kept, key=lambda view: -view.popularity)
        return len(kept), tuple(view.product_id for view in best)

    def _holders(self, node: str, kind: str) -> list[str]:
        return [start for start, data in self._graph.pred[node].items() if kind in data] if node in self._graph else []

    def _subtree(self, node: str) -> list[str]:
        if node not in self._below:
            found, left = [], [node]
            while left:
                found.append(left.pop())
                left += self._holders(found[-1], schema.SUBCATEGORY_OF)
            self._below[node] = found
        return self._below[node]
