"""Alerts: kept with consent, due when the shop says so, forgotten once told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.catalogue.models import Customer
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.conversations.desk import ConversationDesk
from knowledge.customers.alerts import MOST, AlertDesk
from knowledge.customers.consent import ConsentBook
from knowledge.errors import NotAllowed


@pytest.fixture
def consents(store: CatalogueStore, clock: FixedClock) -> ConsentBook:
    with store.transaction() as session:
        session.add_all([Customer(customer_id=each, source="test") for each in ("ada", "ben")])
    desk = ConversationDesk(store, clock)
    for each in ("ada", "ben"):
        desk.open_conversation(f"talk-{each}", each, "en")
    book = ConsentBook(store, clock)
    book.decide("ada", "alerts", True)
    return book


@pytest.fixture
def alerts(store: CatalogueStore, clock: FixedClock, consents: ConsentBook) -> AlertDesk:
    return AlertDesk(store, clock, consents)


def due(alerts: AlertDesk, stock=frozenset({"p"}), pays: str | None = "3.00") -> list[str]:
    price = None if pays is None else Decimal(pays)
    return [each.product_id for each in alerts.due(stock.__contains__, lambda *_: price)]


def test_nothing_is_kept_of_who_did_not_agree(alerts: AlertDesk) -> None:
    with pytest.raises(NotAllowed):
        alerts.ask("ben", "talk-ben", "p", "cheaper", below=Decimal(3))
    assert alerts.of("ben") == ()


def test_back_in_stock_is_due_when_it_is(alerts: AlertDesk) -> None:
    alerts.ask("ada", "talk-ada", "p", "back_in_stock")
    assert due(alerts, stock=frozenset()) == []
    assert due(alerts) == ["p"]


@pytest.mark.parametrize(("pays", "told"), [("3.00", []), ("2.99", ["p"]), (None, [])])
def test_cheaper_is_due_below_the_price_and_not_at_it(alerts: AlertDesk, pays: str | None, told: list[str]) -> None:
    alerts.ask("ada", "talk-ada", "p", "cheaper", below=Decimal("3.00"))
    assert due(alerts, pays=pays) == told


def test_what_cannot_be_bought_is_not_cheap(alerts: AlertDesk) -> None:
    alerts.ask("ada", "talk-ada", "p", "cheaper", below=Decimal("3.00"))
    assert due(alerts, stock=frozenset(), pays="1.00") == []


def test_a_new_wish_for_the_same_takes_the_place_of_the_old(alerts: AlertDesk) -> None:
    alerts.ask("ada", "talk-ada", "p", "cheaper", below=Decimal(3))
    alerts.ask("ada", "talk-ada", "p", "cheaper", below=Decimal(2))
    [alert] = alerts.of("ada")
    assert alert.below == Decimal(2)


def test_what_was_told_is_forgotten(alerts: AlertDesk) -> None:
    alerts.ask("ada", "talk-ada", "p", "back_in_stock")
    [alert] = alerts.due(lambda _: True, lambda *_: None)
    alerts.told(alert)
    assert alerts.of("ada") == ()


def test_taking_back_the_consent_takes_the_alerts_along(alerts: AlertDesk, consents: ConsentBook) -> None:
    alerts.ask("ada", "talk-ada", "p", "back_in_stock")
    consents.decide("ada", "alerts", False)
    assert due(alerts) == []
    assert alerts.of("ada") == ()


def test_one_or_all_can_be_cancelled(alerts: AlertDesk) -> None:
    for product in ("p", "q", "r"):
        alerts.ask("ada", "talk-ada", product, "back_in_stock")
    assert alerts.cancel("ada", "q") == 1
    assert [each.product_id for each in alerts.of("ada")] == ["p", "r"]
    assert alerts.cancel("ada") == 2
    assert alerts.cancel("nobody") == 0


def test_they_do_not_grow_without_end(alerts: AlertDesk) -> None:
    for number in range(MOST + 5):
        alerts.ask("ada", "talk-ada", f"p{number}", "back_in_stock")
    kept = [each.product_id for each in alerts.of("ada")]
    assert len(kept) == MOST
    assert kept[-1] == f"p{MOST + 4}"
