from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.graph import ProductGraph
from tests.knowledge.graph.conftest import graph, small_store  # noqa: F401 (fixtures)


@pytest.fixture(scope="session")
def demo(demo_shop_url: str) -> Iterator[ProductGraph]:
    """The demo shop's graph."""
    store = CatalogueStore.open(demo_shop_url)
    yield ProductGraph.build(store, store.clock())
    store.close()
