"""A small shop of goods in variants, with one order in each state, on each database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.catalogue.feeds.base import Feed
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.orders.desk import OrderDesk
from knowledge.orders.policy import read_policy
from knowledge.orders.store_back_end import StoreBackEnd
from knowledge.orders.variants import VariantBook
from tests.knowledge.orders.outfitter import Outfitter

RETAIL = Path("data/orders/retail.yml")


@pytest.fixture
def desk_of() -> Callable[[CatalogueStore, Clock], OrderDesk]:
    """A desk of a store, with the policy for goods in variants."""

    def make(store: CatalogueStore, clock: Clock) -> OrderDesk:
        return OrderDesk(StoreBackEnd(store, clock), VariantBook(store, clock), read_policy(RETAIL), clock)

    return make


@pytest.fixture
def outfitter(store: CatalogueStore) -> CatalogueStore:
    """The shop of tests/knowledge/orders/outfitter.py."""
    feed: Feed = Outfitter()
    report = import_feed(store, feed)
    assert report.rejected == 0, [str(each) for each in report.rejects]
    return store


@pytest.fixture
def orders(outfitter: CatalogueStore, desk_of: Callable[[CatalogueStore, Clock], OrderDesk]) -> OrderDesk:
    """Its order desk."""
    return desk_of(outfitter, outfitter.clock())
