"""A shop that is open while things are imported into it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest

from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.records import OrderRecord
from knowledge.clock import Clock
from knowledge.graph.search import SearchQuery
from knowledge.recommend.training import is_current, train
from knowledge.shop import Shop
from knowledge.watch import Watcher
from tests.small_shop import CEREAL, NOW, SmallShopFeed, line, price, simple

HONEY = simple("honey", "Acacia Honey, 1 lb", ("Grocery", "Spreads"), "Beehive", price("7.00"))


class SetClock(Clock):
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self):
        return self.moment


@pytest.fixture
def shop(small_store_url: str, tmp_path: Path) -> Iterator[Shop]:
    opened = Shop.open(small_store_url, models=tmp_path / "models", clock=SetClock())
    opened.graph.categories()
    yield opened
    opened.close()


def names(shop: Shop, words: str) -> set[str]:
    return {product.name for product in shop.graph.search(SearchQuery(text=words), 10).products}


def test_what_is_imported_into_an_open_shop_is_found_after_the_next_look(shop: Shop) -> None:
    import_feed(shop.store, SmallShopFeed(HONEY))
    assert "Acacia Honey, 1 lb" not in names(shop, "honey")
    assert shop.refresh_if_changed()
    assert "Acacia Honey, 1 lb" in names(shop, "honey")
    assert shop.offers.quote("honey").pay == Decimal("7.00")


def test_nothing_is_built_again_where_nothing_changed(shop: Shop) -> None:
    graph = shop.graph
    assert not shop.refresh_if_changed()
    assert shop.graph is graph


def test_a_dated_price_ends_without_an_import(shop: Shop) -> None:
    assert shop.offers.quote("beans").pay == Decimal("9.99")
    shop.clock.moment = NOW + timedelta(days=2)
    assert shop.refresh_if_changed()
    assert shop.offers.quote("beans").pay == Decimal("12.00")


def test_a_newly_trained_recommender_is_taken_up(shop: Shop) -> None:
    assert shop.recommender.version is None
    published = train(shop.store, shop.models, shop.clock)
    assert shop.refresh_if_changed()
    assert shop.recommender.version == published.name
    assert not shop.refresh_if_changed()


def test_a_recommender_is_current_until_the_orders_change(shop: Shop) -> None:
    assert not is_current(shop.store, shop.models, shop.clock)
    train(shop.store, shop.models, shop.clock)
    assert is_current(shop.store, shop.models, shop.clock)
    order = OrderRecord(
        number="1005",
        customer_id="ada",
        status="delivered",
        placed_at=NOW - timedelta(hours=1),
        total=Decimal("3.30"),
        currency="USD",
        lines=(line("milk", 1, "3.30"),),
    )
    import_feed(shop.store, SmallShopFeed(order))
    assert not is_current(shop.store, shop.models, shop.clock)


def test_readers_see_whole_graphs_while_the_shop_is_reloaded(shop: Shop) -> None:
    done = Event()
    before = len(shop.graph)

    def read() -> set[tuple[int, int]]:
        seen = set()
        while not done.is_set():
            graph = shop.graph
            seen.add((len(graph), graph.search(SearchQuery(categories=("grocery",)), 50).total))
        return seen

    whole = {(before, shop.graph.search(SearchQuery(categories=("grocery",)), 50).total)}
    with ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(read) for _ in range(4)]
        try:
            for number in range(3):
                extra = simple(f"bran-{number}", f"Bran {number}", CEREAL, "Sunny", price("2.00"))
                import_feed(shop.store, SmallShopFeed(extra))
                assert shop.refresh_if_changed()
                whole.add((before + number + 1, min(whole)[1] + number + 1))
        finally:
            done.set()
        for reader in readers:
            assert reader.result() <= whole


def test_a_watcher_goes_on_looking_after_a_failure() -> None:
    looks, looked_again = [], Event()

    def look() -> None:
        looks.append(1)
        if len(looks) == 1:
            raise OSError("the database is away")
        looked_again.set()

    watcher = Watcher(look, seconds=0.01).start()
    assert looked_again.wait(10)
    watcher.stop()
    assert len(looks) >= 2
