from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from knowledge.catalogue.models import Customer, Order, OrderLine
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock, FixedClock
from knowledge.errors import UnknownOrder
from knowledge.orders.desk import OrderDesk, normalised


@pytest.fixture
def desk(store: CatalogueStore, clock: FixedClock, desk_of: Callable[[CatalogueStore, Clock], OrderDesk]) -> OrderDesk:
    now = clock.now()
    with store.transaction() as session:
        ada, bob = Customer(customer_id="ada", source="test"), Customer(customer_id="bob", source="test")
        session.add_all([ada, bob])
        session.flush()
        session.add_all([
            order(ada.id, "W1", "delivered", now - timedelta(days=9)),
            order(ada.id, "#W2", "shipped", now - timedelta(days=2)),
            order(ada.id, "w3", "pending", now - timedelta(days=1)),
            order(ada.id, "W4", "cancelled", now),
            order(ada.id, "W9", "pending", now + timedelta(days=1)),
            order(bob.id, "B1", "shipped", now),
        ])  # fmt: skip
    return desk_of(store, clock)


def order(customer: int, number: str, status: str, placed_at: datetime) -> Order:
    lines = [
        OrderLine(position=place, product_id=f"P{place}", sku=f"S{place}", name="Tea", quantity=2, paid=Decimal("3.98"))
        for place in (1, 2)
    ]
    return Order(
        number=number, customer_id=customer, status=status, placed_at=placed_at, total=Decimal("7.96"),
        currency="USD", source="test", lines=lines,
    )  # fmt: skip


def test_an_order_comes_whole(desk: OrderDesk) -> None:
    found = desk.order("ada", "W1")
    assert (found.number, found.status, found.total, found.currency) == ("W1", "delivered", Decimal("7.96"), "USD")
    assert [(line.product_id, line.quantity, line.paid) for line in found.lines] == [
        ("P1", 2, Decimal("3.98")),
        ("P2", 2, Decimal("3.98")),
    ]


@pytest.mark.parametrize("written", ["W2", "#W2", " #w2 ", "w2.", "Ｗ２", "# W2?"])
def test_a_number_is_found_however_it_is_written(desk: OrderDesk, written: str) -> None:
    assert desk.order("ada", written).status == "shipped"


def test_a_number_kept_in_small_letters_is_found_too(desk: OrderDesk) -> None:
    assert desk.order("ada", "W3").number == "w3"


def test_another_customers_order_looks_like_no_order(desk: OrderDesk) -> None:
    with pytest.raises(UnknownOrder) as anothers:
        desk.order("ada", "B1")
    with pytest.raises(UnknownOrder) as missing:
        desk.order("ada", "Z0")
    assert str(anothers.value) == str(missing.value)


@pytest.mark.parametrize("number", ["", "#", "   ", "%", "W%", "' OR 1=1 --", "W1" * 500, "🧾"])
def test_what_is_no_number_finds_nothing(desk: OrderDesk, number: str) -> None:
    with pytest.raises(UnknownOrder):
        desk.order("ada", number)


def test_a_customer_the_shop_does_not_know_has_no_orders(desk: OrderDesk) -> None:
    with pytest.raises(UnknownOrder):
        desk.order("nobody", "W1")
    assert desk.recent("nobody") == () and desk.on_their_way("nobody") == () and desk.last_purchase("nobody") is None


def test_recent_orders_come_newest_first_and_none_from_the_future(desk: OrderDesk) -> None:
    assert [each.number for each in desk.recent("ada")] == ["W4", "w3", "#W2"]
    assert [each.number for each in desk.recent("ada", 1)] == ["W4"]


def test_only_what_has_not_arrived_is_on_its_way(desk: OrderDesk) -> None:
    assert [each.number for each in desk.on_their_way("ada")] == ["w3", "#W2"]


def test_a_cancelled_order_is_no_purchase(desk: OrderDesk) -> None:
    last = desk.last_purchase("ada")
    assert last is not None and last.number == "w3"


def test_decoration_is_taken_off_a_number_but_not_its_dashes() -> None:
    assert normalised(" #w-12 3!") == "W-123"
