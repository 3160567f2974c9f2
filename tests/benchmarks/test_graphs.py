"""The multiplied catalogue, and rivals that answer the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.graphs.catalogue import multiplied
from benchmarks.graphs.rivals import InNetworkx, InSqlite
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.graph import ProductGraph, SearchQuery
from tests.knowledge.graph.conftest import graph, small_store  # noqa: F401 (fixtures)
from tests.knowledge.graph.small_shop import NOW, fill

QUERIES = [
    SearchQuery(categories=("grocery",)),
    SearchQuery(categories=("grocery/cold-cereal",), brands=("acme",)),
    SearchQuery(brands=("store",), values=("size=12-oz",)),
    SearchQuery(categories=("grocery",), values=("size=12-oz",), price_max=Decimal("2.50")),
    SearchQuery(categories=("household",), brands=("acme",)),
]


@pytest.mark.parametrize("products", [3, 6, 20])
def test_there_are_as_many_products_as_asked_for(tmp_path: Path, products: int) -> None:
    source = tmp_path / "source.db"
    store = CatalogueStore.open(f"sqlite:///{source}")
    fill(store)
    store.close()
    multiplied(source, tmp_path / "many.db", products)
    many = CatalogueStore.open(f"sqlite:///{tmp_path / 'many.db'}")
    built = ProductGraph.build(many, FixedClock(NOW))
    # One product of the small shop has no price any more, and so has each of its copies.
    assert products - products // 7 - 1 <= len(built) <= products
    kinds = {view.category_key for view in built.products()}
    assert kinds <= {"grocery/cold-cereal/kids-cereal", "grocery/cold-cereal", "grocery/milk", "household/soap"}
    many.close()


@pytest.mark.parametrize("rival", [InSqlite, InNetworkx])
def test_the_rivals_find_as_many_and_the_same_best(graph: ProductGraph, rival: type) -> None:  # noqa: F811
    other = rival(graph)
    for query in QUERIES:
        ours = graph.search(query, 3)
        total, best = other.search(query, 3)
        assert total == ours.total
        assert set(best) == {each.product_id for each in ours.products}
