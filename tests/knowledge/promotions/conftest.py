from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.graph import ProductGraph
from knowledge.promotions.offers import OfferBook
from tests.knowledge.graph.small_shop import NOW, fill


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop's database, closed; tests that change it work on a copy."""
    path = tmp_path_factory.mktemp("small") / "shop.db"
    store = CatalogueStore.open(f"sqlite:///{path}")
    fill(store)
    store.close()
    return path


@pytest.fixture
def small_store(filled_file: Path, tmp_path: Path) -> Iterator[CatalogueStore]:
    copy = shutil.copy(filled_file, tmp_path / "shop.db")
    store = CatalogueStore.open(f"sqlite:///{copy}")
    yield store
    store.close()


@pytest.fixture
def graph(small_store: CatalogueStore) -> ProductGraph:
    return ProductGraph.build(small_store, FixedClock(NOW))


@pytest.fixture
def offers(small_store: CatalogueStore, graph: ProductGraph) -> OfferBook:
    return OfferBook(small_store, FixedClock(NOW), lambda: graph)
