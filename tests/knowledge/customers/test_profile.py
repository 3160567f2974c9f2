from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from sqlalchemy import select

from knowledge.catalogue.models import Brand, Category, Customer, CustomerFeature, Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.activity import read_activity, without_machines, without_returns
from knowledge.customers.consent import ConsentBook
from knowledge.customers.events import EventLog, ShopperEventIn
from knowledge.customers.profile import ProfileBook
from tests.orders import Orders


@pytest.fixture
def orders(store: CatalogueStore, clock: FixedClock) -> Orders:
    with store.transaction() as session:
        session.add_all(Customer(customer_id=each, source="test") for each in ("ada", "bob"))
        tea, soap = Category(key="grocery/tea", name="Tea"), Category(key="care/soap", name="Soap")
        own = Brand(key="ours", name="Ours", private_label=True)
        session.add_all([tea, soap, own])
        session.flush()
        session.add(Product(product_id="T", name="Tea", category_id=tea.id, brand_id=own.id, source="test"))
        session.add(Product(product_id="D", name="Dear tea", category_id=tea.id, source="test"))
        session.add(Product(product_id="S", name="Soap", category_id=soap.id, source="test"))
    return Orders(store, clock)


@pytest.fixture
def consents(store: CatalogueStore, clock: FixedClock, orders: Orders) -> ConsentBook:
    book = ConsentBook(store, clock)
    book.decide("ada", "personalisation", True)
    return book


@pytest.fixture
def profiles(store: CatalogueStore, clock: FixedClock, consents: ConsentBook) -> ProfileBook:
    return ProfileBook(store, clock, consents)


def kept(store: CatalogueStore) -> int:
    with store.session() as session:
        return len(session.execute(select(CustomerFeature)).all())


def test_a_profile_says_how_often_what_and_how_dear_a_customer_buys(
    orders: Orders, profiles: ProfileBook, clock: FixedClock
) -> None:
    orders.place("ada", ("T", 3, "6.00"), ("S", 1, "4.00"), days_ago=21)
    orders.place("ada", ("T", 2, "4.00"), days_ago=14, discount="1.00")
    orders.place("ada", ("D", 2, "16.00"), days_ago=1)
    orders.place("ada", ("S", 9, "36.00"), days_ago=2, status="cancelled")
    found = profiles.profile("ada")
    assert found is not None
    assert (found.orders, found.spend, found.basket, found.products) == (3, 30.0, pytest.approx(8 / 3), 3)
    assert found.recency(clock.now()) == pytest.approx(1) and found.tenure(clock.now()) == pytest.approx(21)
    assert found.gap == pytest.approx(10)  # the median of 7 and 13
    assert found.promotion_share == pytest.approx(1 / 31)
    assert found.own_share == pytest.approx(5 / 8)
    assert found.departments == pytest.approx({"grocery": 7 / 8, "care": 1 / 8})
    # A piece of tea usually costs 2 and of soap 4: only the dear tea is off, four times as dear.
    assert found.price_level == pytest.approx(4 ** (1 / 4))


def test_without_consent_there_is_no_profile_and_nothing_is_kept(
    orders: Orders, profiles: ProfileBook, store: CatalogueStore
) -> None:
    orders.place("bob", ("T", 1, "2.00"), days_ago=3)
    assert profiles.profile("bob") is None
    assert profiles.all() == []
    assert kept(store) == 0


def test_what_a_customer_does_counts_at_once(
    orders: Orders, profiles: ProfileBook, store: CatalogueStore, clock: FixedClock
) -> None:
    assert profiles.profile("ada") is None  # nothing ordered yet
    orders.place("ada", ("T", 1, "2.00"), days_ago=3)
    first = profiles.profile("ada")
    assert first is not None and (first.orders, first.clicks) == (1, 0)
    assert profiles.profile("ada") == first and kept(store) == 1
    orders.place("ada", ("S", 1, "4.00"), days_ago=0)
    EventLog(store, clock).record([ShopperEventIn("e1", "select_item", "T", "ada", "talk", "search", 1)])
    after = profiles.profile("ada")
    assert after is not None and (after.orders, after.clicks) == (2, 1)
    assert kept(store) == 1


def test_the_last_ratings_of_products_say_how_content_a_customer_is(
    orders: Orders, profiles: ProfileBook, store: CatalogueStore, clock: FixedClock
) -> None:
    orders.place("ada", ("T", 1, "2.00"), days_ago=3)
    stars = [("T", 1), ("S", 5), ("T", 4)]
    for number, (product, value) in enumerate(stars):
        at = clock.now() - timedelta(minutes=9 - number)
        event = ShopperEventIn(f"r{number}", "rate_item", product, "ada", value=Decimal(value), at=at)
        EventLog(store, clock).record([event])
    found = profiles.profile("ada")
    assert found is not None and found.rating == 4.5


def test_who_takes_the_consent_back_is_forgotten(
    orders: Orders, profiles: ProfileBook, consents: ConsentBook, store: CatalogueStore
) -> None:
    orders.place("ada", ("T", 1, "2.00"), days_ago=3)
    assert profiles.profile("ada") is not None
    consents.decide("ada", "personalisation", False)
    assert kept(store) == 0
    assert profiles.profile("ada") is None


def test_orders_from_the_future_do_not_count_yet(orders: Orders, profiles: ProfileBook) -> None:
    orders.place("ada", ("T", 1, "2.00"), days_ago=-3)
    assert profiles.profile("ada") is None


LINES = {"customer": pl.String, "order": pl.Int64, "product": pl.String, "quantity": pl.Int64, "paid": pl.Float64}


def test_what_was_sent_back_is_taken_off_the_latest_order() -> None:
    rows = [
        ("ada", 1, "T", 2, 4.0),
        ("ada", 2, "T", 3, 6.0),
        ("ada", 3, "T", -4, -8.0),
        ("ada", 1, "S", 1, 4.0),
        ("bob", 4, "T", 1, 2.0),
    ]
    found = without_returns(pl.DataFrame(rows, schema=LINES, orient="row"))
    assert sorted(found.rows()) == [("ada", 1, "S", 1, 4.0), ("ada", 1, "T", 1, 2.0), ("bob", 4, "T", 1, 2.0)]


def test_machines_and_double_clicks_are_left_out(store: CatalogueStore, clock: FixedClock, orders: Orders) -> None:
    log, start = EventLog(store, clock), clock.now() - timedelta(hours=1)

    def click(number: int, customer: str, seconds: float) -> ShopperEventIn:
        moment = start + timedelta(seconds=seconds)
        return ShopperEventIn(f"{customer}{number}", "view_item", "T", customer, "talk", at=moment)

    log.record([click(number, "bob", number * 0.5) for number in range(80)])
    log.record([click(0, "ada", 0), click(1, "ada", 1), click(2, "ada", 30)])
    assert read_activity(store, clock.now()).events["customer"].to_list() == ["ada", "ada"]
    assert len(without_machines(read_activity(store, clock.now()).events.clear())) == 0
