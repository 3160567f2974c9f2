from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from knowledge.catalogue.models import Product, ShopperEvent
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.events import EventLog, ShopperEventIn
from knowledge.errors import UnknownProduct


@pytest.fixture
def log(store: CatalogueStore, clock: FixedClock) -> EventLog:
    with store.transaction() as session:
        session.add_all(Product(product_id=each, name=each, source="test") for each in ("A", "B"))
    return EventLog(store, clock)


def stored(store: CatalogueStore) -> list[ShopperEvent]:
    with store.session() as session:
        return list(session.execute(select(ShopperEvent).order_by(ShopperEvent.event_id)).scalars())


def test_events_are_kept_as_they_were_sent(log: EventLog, store: CatalogueStore, clock: FixedClock) -> None:
    event = ShopperEventIn("e1", "select_item", "A", "ada", "conversation", "search", 3)
    assert log.record([event]) == 1
    (row,) = stored(store)
    assert (row.name, row.product_id, row.customer_id, row.conversation_id) == (
        "select_item",
        "A",
        "ada",
        "conversation",
    )
    assert (row.list_name, row.position, row.at) == ("search", 3, clock.now())


def test_a_repeated_delivery_changes_nothing(log: EventLog, store: CatalogueStore) -> None:
    first = [ShopperEventIn("e1", "view_item", "A"), ShopperEventIn("e2", "view_item", "B")]
    assert log.record(first) == 2
    assert log.record([*first, ShopperEventIn("e1", "add_to_cart", "B"), ShopperEventIn("e3", "view_item", "B")]) == 1
    assert [(row.event_id, row.name, row.product_id) for row in stored(store)] == [
        ("e1", "view_item", "A"),
        ("e2", "view_item", "B"),
        ("e3", "view_item", "B"),
    ]


def test_a_batch_that_repeats_itself_keeps_the_first(log: EventLog, store: CatalogueStore) -> None:
    assert log.record([ShopperEventIn("e1", "view_item", "A"), ShopperEventIn("e1", "view_item", "B")]) == 1
    assert [row.product_id for row in stored(store)] == ["A"]


def test_many_events_at_once(log: EventLog, store: CatalogueStore) -> None:
    assert log.record(ShopperEventIn(f"e{each}", "view_item", "A") for each in range(1000)) == 1000
    assert len(stored(store)) == 1000


def test_no_event_at_all_is_fine(log: EventLog) -> None:
    assert log.record([]) == 0


def test_the_same_events_from_several_writers_are_kept_once(log: EventLog, store: CatalogueStore) -> None:
    batch = [ShopperEventIn(f"e{each}", "view_item", "A") for each in range(50)]
    with ThreadPoolExecutor(4) as writers:
        counts = list(writers.map(lambda _: log.record(batch), range(4)))
    assert sum(counts) == len(stored(store)) == 50


def test_an_unknown_product_rejects_its_whole_batch(log: EventLog, store: CatalogueStore) -> None:
    with pytest.raises(UnknownProduct):
        log.record([ShopperEventIn("e1", "view_item", "A"), ShopperEventIn("e2", "view_item", "no such product")])
    assert stored(store) == []


@pytest.mark.parametrize(
    "event_id, name", [("e1", "page_view"), ("e1", ""), ("", "view_item"), ("x" * 101, "view_item")]
)
def test_only_the_shops_own_event_names_and_proper_ids_are_taken(event_id: str, name: str) -> None:
    with pytest.raises(ValueError):
        ShopperEventIn(event_id, name, "A")
