from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.graph import ProductGraph
from tests.knowledge.graph.small_shop import NOW, fill


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogueStore]:
    store = CatalogueStore.open(f"sqlite:///{tmp_path_factory.mktemp('small') / 'shop.db'}")
    fill(store)
    yield store
    store.close()


@pytest.fixture(scope="session")
def graph(small_store: CatalogueStore) -> ProductGraph:
    return ProductGraph.build(small_store, FixedClock(NOW))
